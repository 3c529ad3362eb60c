// Which kind of file it is, by its first bytes: extensions lie.

/** First bytes that need to be known. */
export const SIGNATURE_BYTES = 16;

/** Formats, where their mark stands, and what it may be, as Latin-1. @see each format's specification */
const signatures: readonly (readonly [format: string, at: number, marks: readonly string[]])[] = [
  ["PNG", 0, ["\x89PNG"]],
  ["JPEG", 0, ["\xff\xd8\xff"]],
  ["GIF", 0, ["GIF87a", "GIF89a"]],
  ["WebP", 8, ["WEBP"]],
  ["BMP", 0, ["BM"]],
  ["TIFF", 0, ["II*\0", "MM\0*", "II+\0", "MM\0+"]],
  ["AVIF", 4, ["ftypavif", "ftypavis"]],
  ["HEIC", 4, ["ftyphei", "ftyphev", "ftypmif1", "ftypmsf1"]],
  ["JPEG XL", 0, ["\xff\x0a", "\0\0\0\x0cJXL "]],
  ["JPEG 2000", 0, ["\0\0\0\x0cjP  ", "\xff\x4f\xff\x51"]],
  ["PSD", 0, ["8BPS"]],
  ["PGM or PPM", 0, ["P2\n", "P3\n", "P5\n", "P6\n"]],
];

/** "PNG", "JPEG", another picture format that is known by name, or null. */
export function imageFormat(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, SIGNATURE_BYTES));
  const found = signatures.find(([, at, marks]) => marks.some((mark) => start.startsWith(mark, at)));
  return found?.[0] ?? null;
}
