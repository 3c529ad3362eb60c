// A run's name in addresses: experiment~run, or experiment~run~01 for a member of a sweep. Folders may have any name: what
// an address, a query or a list with commas would read otherwise stands as ! and two hexadecimal digits for each byte.

/** What names the newest run of all, unless something else is called so. */
export const LATEST = "latest";

const plain = /[\w.-]/;
/** A name that is its own address, as nearly all are. */
const ownAddress = /^[\w-][\w.-]*$/;

function escaped(folder: string): string {
  if (ownAddress.test(folder)) return folder;
  const text = Array.from(new TextEncoder().encode(folder), (byte) => {
    const letter = String.fromCharCode(byte);
    return byte < 128 && plain.test(letter) ? letter : `!${byte.toString(16).padStart(2, "0")}`;
  }).join("");
  return text.replace(/^\./, "!2e"); // a server may take "." and ".." for the way up
}

/** Null unless it is what `escaped` gives. */
function unescaped(part: string): string | null {
  if (ownAddress.test(part)) return part;
  const bytes = [...part.matchAll(/!([\da-f]{2})|([^!])/g)].map(([, hex, letter]) =>
    hex === undefined ? letter.charCodeAt(0) : Number.parseInt(hex, 16),
  );
  try {
    const folder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    return escaped(folder) === part ? folder : null;
  } catch {
    return null;
  }
}

/** The id of a run by its folders: experiment, run, and the member's where it is one. */
export const runAddress = (folders: readonly string[]): string => folders.map(escaped).join("~");

/** As people read it: experiment / run / member. */
export const readableAddress = (id: string): string => (foldersOf(id) ?? [id]).join(" / ");

/** The folders of an id; null if no run has it: it is not spelt so, or a folder would lead elsewhere. */
export function foldersOf(id: string): string[] | null {
  const folders = id.split("~").map(unescaped);
  const areNames = folders.every(
    (folder) => folder !== null && !["", ".", ".."].includes(folder) && !/[/\0]/.test(folder),
  );
  return areNames && (folders.length === 2 || folders.length === 3) ? (folders as string[]) : null;
}

/** Where the answers about a run are: a server's address, and a report's key, which must be the same. An id stays as it is. */
export const runPath = (id: string, ...parts: readonly (string | number)[]): string =>
  ["/api/runs", id, ...parts.map(encodeURIComponent)].join("/");
