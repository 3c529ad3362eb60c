// Sets from a server on this machine: whole, resumed, broken off, changed, unpacked.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fetchSet } from "../../src/fetch/fetch-set.js";
import { type PublishedSet, publishedSet, publishedSets } from "../../src/fetch/published-sets.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");
const content = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);

/** A tar of files, a directory and a link, by hand. */
function tar(entries: readonly (readonly [name: string, type: string, body: Uint8Array])[]): Uint8Array {
  const blocks = entries.flatMap(([name, type, body]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(body.length.toString(8).padStart(11, "0"), 124);
    header.write("        ", 148);
    header.write(type, 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
    );
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
const archive = gzipSync(
  tar([
    ["set/", "5", new Uint8Array()],
    ["set/a.bin", "0", content],
    ["../../evil.bin", "0", Uint8Array.of(1)],
    ["set/link.bin", "2", new Uint8Array()],
    ["set/b.bin", "0", Uint8Array.of(7, 8)],
    ["set/empty.bin", "0", new Uint8Array()],
  ]),
);

let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: (string | undefined)[];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => new Promise((closed) => server.close(closed)));

/** Sends files by their names, from where it is asked to. */
const serve =
  (files: Readonly<Record<string, Uint8Array>>, ranges = true) =>
  ({ url: path = "", headers }: IncomingMessage, response: ServerResponse) => {
    const body = files[path.slice(1)];
    if (body === undefined) return response.writeHead(404).end("no");
    const from = ranges ? Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0) : 0;
    if (from > 0) response.setHeader("content-range", `bytes ${from}-${body.length - 1}/${body.length}`);
    response.setHeader("content-length", body.length - from);
    return response.writeHead(from > 0 ? 206 : 200).end(body.subarray(from));
  };

/** Promises all of the content, and sends some. */
const breakOff = (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { "content-length": content.length });
  response.write(content.subarray(0, 2000), () => response.destroy());
};

const setOf = (
  files: Readonly<Record<string, Uint8Array>>,
  unpacked: readonly string[] = [],
): PublishedSet => ({
  title: "a set",
  url,
  files: Object.entries(files).map(([name, bytes]) => ({ name, bytes: bytes.length, md5: md5(bytes) })),
  unpacked,
  licence: "none",
  source: "here",
});
const out = (name: string) => join(folder, name);

test("files come whole, under their names, with their progress; nothing else is left", async () => {
  const files = { "x.gz": content, "y.gz": Uint8Array.of(1, 2, 3) };
  answer = serve(files);
  const seen: string[] = [];
  await fetchSet(setOf(files), {
    out: out("whole"),
    onProgress: ({ name, bytes, of }) => seen.push(`${name} ${bytes}/${of}`),
  });
  expect(readdirSync(out("whole")).sort()).toEqual(["x.gz", "y.gz"]);
  expect(new Uint8Array(readFileSync(join(out("whole"), "x.gz")))).toEqual(content);
  expect(seen).toContain("x.gz 5000/5000");
  expect(seen.at(-1)).toBe("y.gz 3/3");
  expect(existsSync(`${out("whole")}.part`)).toBe(false);
});

describe("a connection that breaks off", () => {
  test.each([
    ["goes on from there", true],
    ["begins again where the server knows no ranges", false],
  ])("%s", async (name, ranges) => {
    const files = { "x.gz": content };
    answer = breakOff;
    await expect(fetchSet(setOf(files), { out: out(name) })).rejects.toThrow(
      /x\.gz must come whole, the connection broke off after 2000 of 5000 bytes; the same command goes on from there/,
    );
    expect(existsSync(out(name))).toBe(false);
    answer = serve(files, ranges);
    await fetchSet(setOf(files), { out: out(name) });
    expect(asked).toEqual([undefined, "bytes=2000-"]);
    expect(new Uint8Array(readFileSync(join(out(name), "x.gz")))).toEqual(content);
  });
  test("a file that is there is not fetched again", async () => {
    const files = { "x.gz": content, "y.gz": Uint8Array.of(4) };
    answer = serve({ "x.gz": content });
    await expect(fetchSet(setOf(files), { out: out("second") })).rejects.toThrow(
      /y\.gz must be there, the server answered 404; name another place/,
    );
    answer = serve({ "y.gz": Uint8Array.of(4) });
    await fetchSet(setOf(files), { out: out("second") });
    expect(asked.length).toBe(3);
  });
});

test("a wrong sum is told, and what came is removed", async () => {
  answer = serve({ "x.gz": content.map((byte) => byte ^ 1) });
  await expect(fetchSet(setOf({ "x.gz": content }), { out: out("sum") })).rejects.toThrow(
    /must have the MD5 sum [0-9a-f]{32}, got [0-9a-f]{32}; it was damaged or is another file/,
  );
  expect(existsSync(`${out("sum")}.part`)).toBe(false);
});

test("a server that sends more than there is is stopped", async () => {
  answer = serve({ "x.gz": new Uint8Array(6000) });
  await expect(fetchSet(setOf({ "x.gz": content }), { out: out("more") })).rejects.toThrow(
    /must have 5000 bytes, the server's file has 6000: it is another file; name another place/,
  );
  answer = (_, response) => {
    response.write(new Uint8Array(3000)); // of no length that is told
    response.end(new Uint8Array(3000));
  };
  await expect(fetchSet(setOf({ "x.gz": content }), { out: out("more") })).rejects.toThrow(
    /must have 5000 bytes, the server's file has more: it is another file/,
  );
  expect(existsSync(`${out("more")}.part`)).toBe(false);
});

describe("a server's file that is whole and shorter", () => {
  const short = content.subarray(0, 3000);
  test.each<[string, typeof answer]>([
    ["by its length", serve({ "x.gz": short })],
    [
      "by its end",
      (_, response) => {
        response.write(short.subarray(0, 1000));
        response.end(short.subarray(1000));
      },
    ],
  ])("is told to be another one, %s, and nothing of it stays", async (name, answering) => {
    answer = answering;
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(fetchSet(setOf({ "x.gz": content }), { out: out(`short ${name}`) })).rejects.toThrow(
        /must have 5000 bytes, the server's file has 3000: it is another file; name another place with --from/,
      );
    expect(existsSync(`${out(`short ${name}`)}.part`)).toBe(false);
    expect(asked).toEqual([undefined, undefined]);
  });
  test("so is one of which the first part came before", async () => {
    const files = { "x.gz": content };
    answer = breakOff;
    await expect(fetchSet(setOf(files), { out: out("became") })).rejects.toThrow(/broke off/);
    answer = serve({ "x.gz": short });
    await expect(fetchSet(setOf(files), { out: out("became") })).rejects.toThrow(
      /file has 3000: it is another/,
    );
    expect(asked[1]).toBe("bytes=2000-");
    expect(existsSync(`${out("became")}.part`)).toBe(false);
  });
});

test("a part from one place is not gone on with from another, and stays while that gives nothing", async () => {
  const files = { "x.gz": content };
  const options = { out: out("places") };
  answer = breakOff;
  await expect(fetchSet(setOf(files), options)).rejects.toThrow(/broke off/);
  answer = serve({ "b/x.gz": content.subarray(0, 10) });
  for (const from of [`${url}a/`, `${url}b/`, "http://127.0.0.1:1/"])
    await expect(fetchSet(setOf(files), { ...options, from })).rejects.toThrow(/name another place/);
  expect(readdirSync(`${out("places")}.part`).sort()).toEqual(["x.gz.part", "x.gz.part.from"]);
  answer = serve({ "c/x.gz": content });
  await fetchSet(setOf(files), { ...options, from: `${url}c/` });
  expect(asked).toEqual([undefined, undefined, undefined, undefined]);
  expect(readdirSync(out("places"))).toEqual(["x.gz"]);
});

test("a connection that is refused is told in words", async () => {
  const closed = createServer();
  await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  await expect(
    fetchSet(setOf({ "x.gz": content }), { out: out("refused"), from: `http://127.0.0.1:${port}/` }),
  ).rejects.toThrow(/must be reachable, the server refuses the connection; connect this machine/);
  expect(existsSync(`${out("refused")}.part`)).toBe(false);
});

test("no network: the reason, and what helps", async () => {
  await expect(
    fetchSet(setOf({ "x.gz": content }), { out: out("none"), from: "http://127.0.0.1:1/" }),
  ).rejects.toThrow(
    /http:\/\/127\.0\.0\.1:1\/x\.gz must be reachable, .*; connect this machine to the network, or name another place with --from/,
  );
  answer = serve({});
  await expect(fetchSet(setOf({ "x.gz": content }), { out: out("in/none") })).rejects.toThrow(/answered 404/);
  for (const left of ["none", "none.part", "in"]) expect(existsSync(out(left))).toBe(false);
  await expect(
    fetchSet(setOf({ "x.gz": content }), { out: out("none"), from: "file:///tmp/" }),
  ).rejects.toThrow(/--from must begin with http/);
  await expect(fetchSet(setOf({ "x.gz": content }), { out: out("none"), from: "nowhere" })).rejects.toThrow(
    /--from must be an address such as/,
  );
});

test("a folder that holds something is left alone", async () => {
  mkdirSync(out("mine"));
  writeFileSync(join(out("mine"), "own.txt"), "");
  await expect(fetchSet(setOf({}), { out: out("mine") })).rejects.toThrow(
    /--out must be a folder that is not there yet/,
  );
});

describe("an archive", () => {
  const files = { "set.tar.gz": archive };
  test("only what is wanted is taken out, into the folder itself, and the archive goes", async () => {
    answer = serve(files);
    await fetchSet(setOf(files, ["a.bin", "b.bin", "empty.bin"]), { out: out("unpacked") });
    expect(readdirSync(out("unpacked")).sort()).toEqual(["a.bin", "b.bin", "empty.bin"]);
    expect(new Uint8Array(readFileSync(join(out("unpacked"), "a.bin")))).toEqual(content);
    expect(new Uint8Array(readFileSync(join(out("unpacked"), "b.bin")))).toEqual(Uint8Array.of(7, 8));
    expect(readdirSync(folder)).not.toContain("evil.bin");
  });
  test("what is missing in it is named; a link is no file", async () => {
    answer = serve(files);
    await expect(fetchSet(setOf(files, ["link.bin"]), { out: out("missing") })).rejects.toThrow(
      /must hold link\.bin, it does not/,
    );
    expect(existsSync(out("missing"))).toBe(false);
  });
  test("one that is damaged or cut short is told", async () => {
    for (const [name, bytes] of Object.entries({
      "damaged.tar.gz": gzipSync(new Uint8Array(2048).fill(65)),
      "cut.tar.gz": gzipSync(tar([["a.bin", "0", content]]).subarray(0, 1500)),
      "no.tar.gz": content,
    })) {
      answer = serve({ [name]: bytes });
      await expect(fetchSet(setOf({ [name]: bytes }, ["a.bin"]), { out: out(name) })).rejects.toThrow(
        /must be a whole archive/,
      );
    }
  });
});

test("each published set has files with sums, a licence and a source; an unknown one names the nearest", () => {
  for (const { files, licence, source } of Object.values(publishedSets)) {
    for (const { md5: sum, bytes } of files)
      expect([/^[0-9a-f]{32}$/.test(sum), bytes > 1000]).toEqual([true, true]);
    expect(licence.length * source.length).toBeGreaterThan(0);
  }
  expect(() => publishedSet("minst")).toThrow(
    /be a set that can be fetched, got "minst"; did you mean mnist\?/,
  );
});
