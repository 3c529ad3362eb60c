// The text of a file that some editor wrote.

const encodings = [
  { mark: [0xff, 0xfe], encoding: "utf-16le" },
  { mark: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/** Text as its byte-order mark says, the mark left out: UTF-16 of either order, else UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const marked = encodings.find(({ mark }) => mark.every((byte, i) => bytes[i] === byte));
  return new TextDecoder(marked?.encoding ?? "utf-8").decode(bytes);
}
