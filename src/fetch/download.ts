// One file from the network: what is there of it already is kept, and its sum decides whether it is whole.

import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { RunError } from "../core/errors.js";
import { writing } from "../train/disk-errors.js";
import type { PublishedFile } from "./published-sets.js";

/** How far a download is. */
export interface Fetched {
  readonly name: string;
  readonly bytes: number;
  readonly of: number;
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Why nothing was answered: what the system calls it. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

async function answerOf(url: string, from: number): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers: from > 0 ? { range: `bytes=${from}-` } : {} });
  } catch (error) {
    throw new RunError(
      `fetch: ${url} must be reachable, got ${reasonOf(error)}; connect this machine to the network, or name another place with --from`,
    );
  }
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  throw new RunError(
    `fetch: ${url} must be there, the server answered ${response.status}; name another place with --from`,
  );
}

/** Where the answer begins: a server that knows no ranges sends all of it. */
function startOf(response: Response, asked: number): number {
  const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
  return response.status === 206 && range !== null && Number(range[1]) === asked ? asked : 0;
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash("md5");
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest("hex");
}

/** Writes the body behind what is there. @throws {RunError} if it breaks off, is longer than it may be, or the disk refuses */
async function receive(
  response: Response,
  {
    url,
    path,
    from,
    file,
    onBytes,
  }: { url: string; path: string; from: number; file: PublishedFile; onBytes: (bytes: number) => void },
): Promise<void> {
  const target = writing(path, () => openSync(path, from > 0 ? "r+" : "w"));
  let at = from;
  try {
    try {
      for await (const part of response.body ?? []) {
        const bytes = part as Uint8Array;
        if (at + bytes.length > file.bytes)
          throw new RunError(
            `fetch: ${url} must have ${file.bytes} bytes, the server sends more; name another place with --from`,
          );
        for (let done = 0; done < bytes.length; )
          done += writing(path, () => writeSync(target, bytes, done, bytes.length - done, at + done));
        at += bytes.length;
        onBytes(at);
      }
    } catch (error) {
      if (error instanceof RunError) throw error;
      throw broken(url, at, file, reasonOf(error));
    }
    writing(path, () => fsyncSync(target));
  } finally {
    closeSync(target);
  }
  if (at < file.bytes) throw broken(url, at, file, "the connection ended");
}

const broken = (url: string, at: number, { bytes }: PublishedFile, why: string) =>
  new RunError(
    `fetch: ${url} must come whole, ${why} after ${at} of ${bytes} bytes; the same command goes on from there`,
  );

/**
 * Fetches a file. It is `path`.part until its sum is right; what is there of that from before is not fetched again.
 *
 * @throws {RunError} if there is no network or no such file, the connection breaks off, the sum is wrong, or the disk refuses
 */
export async function download(
  url: string,
  path: string,
  { file, onBytes }: { readonly file: PublishedFile; readonly onBytes: (bytes: number) => void },
): Promise<void> {
  if (sizeOf(path) === file.bytes) return; // it got its name when its sum was right
  const part = `${path}.part`;
  const there = Math.min(sizeOf(part), file.bytes);
  if (there < file.bytes || there === 0) {
    const response = await answerOf(url, there);
    if (response.status === 416) {
      await response.body?.cancel();
      rmSync(part, { force: true });
      throw new RunError(
        `fetch: ${url} must have ${file.bytes} bytes, it has no more than ${there}; name another place with --from`,
      );
    }
    await receive(response, { url, path: part, from: startOf(response, there), file, onBytes });
  }
  const md5 = await md5Of(part);
  if (md5 !== file.md5) {
    rmSync(part, { force: true });
    throw new RunError(
      `fetch: ${url} must have the MD5 sum ${file.md5}, got ${md5}; it was damaged or is another file: try again, or name another place with --from`,
    );
  }
  writing(path, () => renameSync(part, path));
}
