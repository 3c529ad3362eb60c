// What the operating system refuses, said in one line with the path and what to do about it.

import { InputError, RunError } from "../core/errors.js";

const reasons: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", "make room"],
  EDQUOT: ["the disk quota is used up", "make room"],
  EFBIG: [
    "the file would be larger than is allowed here",
    "raise the limit (ulimit -f) or choose another disk",
  ],
  EROFS: ["the disk is read-only", "choose another folder or mount it for writing"],
  EIO: ["the disk has an error", "look at the disk"],
  EMFILE: ["too many files are open in this process", "raise the limit (ulimit -n)"],
  ENFILE: ["too many files are open on this machine", "close some programs"],
  EACCES: ["it may not be written", "allow writing there"],
  EPERM: ["it may not be written", "allow writing there"],
  EBUSY: ["something else uses it", "close what uses it"],
  ENOENT: ["its folder is gone", "let nobody move or delete a run that goes on"],
  ESTALE: ["its folder is gone", "look at the network disk"],
  ELOOP: ["its links lead in a circle", "mend the links"],
  ENOTDIR: ["a file stands where a folder should", "move the file"],
  EISDIR: ["a folder stands where the file should", "move the folder"],
  ENAMETOOLONG: ["its name is too long", "choose a shorter name"],
};

/** What a code of the operating system says, in words where we have some. */
export const reasonOf = (code: string): string => reasons[code]?.[0] ?? code;

/** Whether the operating system said it, rather than our own code. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/** An error of the operating system as a RunError that names the path; any other error as it is. */
export function asRunError(path: string, error: unknown): unknown {
  if (!isSystemError(error) || error instanceof InputError) return error;
  const code = error.code ?? "an error";
  const [what, remedy] = reasons[code] ?? [error.message, "mend that"];
  return new RunError(`write: ${path} must be writable, got ${code}: ${what}; ${remedy}`);
}

/** Does what writes a path. @throws {RunError} where the disk refuses */
export function writing<Result>(path: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw asRunError(path, error);
  }
}
