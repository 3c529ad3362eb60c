// One file from the network: what is there of it already is kept, and its sum decides whether it is whole.

import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { RunError } from "../core/errors.js";
import { writing } from "../train/disk-errors.js";
import type { PublishedFile } from "./published-sets.js";
import { whyUnreachable } from "./why-unreachable.js";

/** How far a download is. */
export interface Fetched {
  readonly name: string;
  readonly bytes: number;
  readonly of: number;
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

async function answerOf(url: string, from: number): Promise<Response> {
  let response: Response;
  try {
    const range = from > 0 ? { range: `bytes=${from}-` } : {};
    response = await fetch(url, { headers: { "accept-encoding": "identity", ...range } });
  } catch (error) {
    throw new RunError(
      `fetch: ${url} must be reachable, ${whyUnreachable(error)}; connect this machine to the network, or name another place with --from`,
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

/** Bytes of the whole file as the server has it; null where it does not say. */
function lengthOf({ status, headers }: Response): number | null {
  if (headers.has("content-encoding")) return null; // what is sent has another length
  const length =
    status === 200
      ? headers.get("content-length")
      : /^bytes [^/]*\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  return length ? Number(length) : null;
}

/** Whether the end of the body is told, so that one that ends is whole. */
const tellsItsEnd = ({ headers }: Response) =>
  headers.has("content-length") || headers.has("transfer-encoding");

/** Where it is kept which address a part is from: one from another may be of another file. */
const originOf = (part: string) => `${part}.from`;

const isFrom = (url: string, part: string) =>
  existsSync(originOf(part)) && readFileSync(originOf(part), "utf8") === url;

/** Removes a part, unless it is from another address. */
function drop(url: string, part: string): void {
  if (!isFrom(url, part)) return;
  rmSync(part, { force: true });
  rmSync(originOf(part), { force: true });
}

/** The error of a file that can never become the right one: nothing of it is kept. */
function anotherFile(url: string, path: string, { bytes }: PublishedFile, length: string): RunError {
  drop(url, path);
  return new RunError(
    `fetch: ${url} must have ${bytes} bytes, the server's file has ${length}: it is another file; name another place with --from`,
  );
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
        if (at + bytes.length > file.bytes) throw anotherFile(url, path, file, "more");
        for (let done = 0; done < bytes.length; )
          done += writing(path, () => writeSync(target, bytes, done, bytes.length - done, at + done));
        at += bytes.length;
        onBytes(at);
      }
    } catch (error) {
      if (error instanceof RunError) throw error;
      if (at === 0) drop(url, path);
      throw broken(url, at, file, whyUnreachable(error));
    }
    writing(path, () => fsyncSync(target));
  } finally {
    closeSync(target);
  }
  if (at === file.bytes) return;
  throw tellsItsEnd(response)
    ? anotherFile(url, path, file, String(at))
    : broken(url, at, file, "the connection ended");
}

const broken = (url: string, at: number, { bytes }: PublishedFile, why: string) =>
  new RunError(
    `fetch: ${url} must come whole, ${why} after ${at} of ${bytes} bytes; the same command goes on from there`,
  );

/**
 * Fetches a file. It is `path`.part until its sum is right; what is there of that from before, from the same
 * address, is not fetched again.
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
  const there = isFrom(url, part) ? sizeOf(part) : 0;
  if (there < file.bytes) {
    const response = await answerOf(url, there);
    const length = lengthOf(response);
    if (response.status === 416 || (length !== null && length !== file.bytes)) {
      await response.body?.cancel();
      throw anotherFile(url, part, file, length === null ? `no more than ${there}` : String(length));
    }
    writing(part, () => writeFileSync(originOf(part), url));
    await receive(response, { url, path: part, from: startOf(response, there), file, onBytes });
  }
  const md5 = await md5Of(part);
  if (md5 !== file.md5) {
    drop(url, part);
    throw new RunError(
      `fetch: ${url} must have the MD5 sum ${file.md5}, got ${md5}; it was damaged or is another file: try again, or name another place with --from`,
    );
  }
  rmSync(originOf(part), { force: true });
  writing(path, () => renameSync(part, path));
}
