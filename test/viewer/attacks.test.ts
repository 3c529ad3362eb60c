// What an attacker sends, and what he puts into a run's folder.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunDetail } from "../../src/inspect/answers.js";
import { startViewer, type Viewer } from "../../src/viewer/server/server.js";
import { root } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun, tinyPng } from "../support/tiny-run.js";
import { listOf, type Sending, send as sendTo } from "../support/viewer-client.js";

const folder = temporaryFolder();
let run: TinyRun;
let viewer: Viewer;

beforeAll(async () => {
  run = await makeTinyRun(folder);
  viewer = await startViewer({ results: run.results });
});
afterAll(() => viewer.close());

const send = (path: string, sending?: Sending) => sendTo(viewer, path, sending);

/** A copy of the run that may be spoiled; its address. */
function copy(name: string, spoil: (path: string) => void): string {
  const path = join(run.results, "spoiled", name);
  cpSync(run.path, path, { recursive: true });
  spoil(path);
  return `/api/runs/spoiled~${name}`;
}

const everything = [
  "",
  "/metrics",
  "/reconstructions",
  "/intervene?layer=1&factors=0:0",
  "/layers/1",
  "/layers/1/tiles",
  "/layers/1/features/0",
  "/layers/1/features/0/heat/0",
  "/images/0",
  "/images/0/firing?layer=1",
  "/figures/features.png",
  "/report.html",
];

test("the run answers all that is asked below", async () => {
  for (const path of everything)
    expect([path, (await send(`/api/runs/${run.id}${path}`)).status]).toEqual([path, 200]);
});

test("as built, answers come from threads beside the one that listens: the same ones", async () => {
  const path = join(root, "dist/viewer/server/server.js");
  const built = (await import(path)) as typeof import("../../src/viewer/server/server.js");
  const threaded = await built.startViewer({ results: run.results });
  try {
    for (const path of [...everything, "/nothing", "/layers/9", "/images/9"]) {
      const [one, other] = [
        await sendTo(threaded, `/api/runs/${run.id}${path}`),
        await send(`/api/runs/${run.id}${path}`),
      ];
      expect([path, one.status, one.headers["content-type"]]).toEqual([
        path,
        other.status,
        other.headers["content-type"],
      ]);
      expect(one.body.equals(other.body)).toBe(true);
    }
  } finally {
    await threaded.close();
  }
});

describe("a run's folder that holds what is not its own", () => {
  const secret = join(folder, "secret");
  beforeAll(() => {
    mkdirSync(join(secret, "images"), { recursive: true });
    for (const name of ["x.png", "x.html", "x.json", "weights.safetensors", "images/a.png", "images/b.png"])
      writeFileSync(join(secret, name), '{"secret":"TOPSECRET"}');
  });
  /** Replaces an entry of the folder by a link. */
  const link = (name: string, target: string) => (path: string) => {
    rmSync(join(path, name), { recursive: true, force: true });
    symlinkSync(target, join(path, name));
  };
  test.each([
    ["figures/features.png", "x.png"],
    ["figures", "."],
    ["report.html", "x.html"],
    ["config.json", "x.json"],
    ["run.json", "x.json"],
    ["metrics.jsonl", "x.json"],
    ["preprocessing.json", "x.json"],
    ["inspection.safetensors", "weights.safetensors"],
    ["checkpoints", "."],
    ["checkpoints/step-000002", "."],
    ["checkpoints/step-000002/weights.safetensors", "weights.safetensors"],
    ["dangling", "nothing"],
    ["round", "round"],
  ])("a link %s → secret/%s: nothing of it is answered", async (name, target) => {
    const base = copy(`link-${name.replace(/\W/g, "-")}`, link(name, join(secret, target)));
    for (const path of everything) {
      const { status, body } = await send(base + path);
      expect([path, status]).toEqual([path, path === "" ? 200 : 400]);
      expect(body.toString()).not.toContain("TOPSECRET");
    }
    const { summary } = JSON.parse((await send(base)).body.toString()) as RunDetail;
    expect(summary).toMatchObject({
      status: "broken",
      problem: expect.stringMatching(/must lie in the run's folder/),
    });
  });
  test("a link that stays in the folder is followed", async () => {
    const base = copy("own-link", (path) =>
      symlinkSync(join(path, "figures/features.png"), join(path, "figures/again.png")),
    );
    expect((await send(`${base}/figures/again.png`)).status).toBe(200);
  });
  test("a pipe is not waited for", async () => {
    const base = copy("pipe", (path) => {
      rmSync(join(path, "metrics.jsonl"));
      execFileSync("mkfifo", [join(path, "metrics.jsonl")]);
    });
    expect((await send(`${base}/metrics`)).status).toBe(400);
    const list = await listOf(viewer);
    expect(list.find(({ id }) => id === "spoiled~pipe")?.problem).toMatch(/neither/);
    rmSync(join(run.results, "spoiled/pipe"), { recursive: true });
  });
  test.each([
    ["others", [3, 5], ["a.png", "c.png"]],
    ["one more", [3, 7, 9], ["a.png", "b.png", "c.png"]],
  ])(
    "a config.json that names another folder of images opens it to nobody: %s",
    async (name, seeds, names) => {
      const images = join(folder, `private-${name}`);
      mkdirSync(images);
      for (const [k, file] of names.entries()) writeFileSync(join(images, file), tinyPng(seeds[k]));
      const base = copy(`elsewhere-${names.length}`, (path) => {
        const file = join(path, "config.json");
        const text = readFileSync(file, "utf8");
        writeFileSync(file, text.replace(JSON.stringify(run.images), JSON.stringify(images)));
      });
      for (const path of ["/images/0", "/images/0/firing?layer=1", "/layers/1/features/0/heat/0"]) {
        const { status, body } = await send(base + path);
        expect([status, body.toString()]).toEqual([
          400,
          expect.stringMatching(/images must be those that the run/),
        ]);
      }
    },
  );
  test("whatever a file is instead, it is said of that run and no other", async () => {
    for (const name of ["figures", "checkpoints", "members", "report.html", "metrics.jsonl", "config.json"]) {
      const base = copy(`other-${name.replace(/\W/g, "-")}`, (path) => {
        const isFolder = ["figures", "checkpoints", "members"].includes(name);
        rmSync(join(path, name), { recursive: true, force: true });
        if (isFolder) writeFileSync(join(path, name), "a file");
        else mkdirSync(join(path, name));
      });
      for (const path of everything) expect((await send(base + path)).status).toBeLessThan(500);
    }
    expect((await send(`/api/runs/${run.id}`)).status).toBe(200);
    const list = await listOf(viewer);
    expect(list.find(({ id }) => id === run.id)?.status).toBe("done");
  });
});

describe("requests that no browser makes", () => {
  /** What comes back for some bytes, until the server or we hang up. */
  const raw = (text: string, end = true): Promise<string> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(viewer.url);
      let got = "";
      const socket = connect(Number(port), hostname, () => (end ? socket.end(text) : socket.write(text)));
      socket.on("data", (chunk: Buffer) => {
        got += chunk.toString("latin1");
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(got));
    });
  const statusOf = (reply: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1]);

  test("without a Host, with a strange one, or two of them", async () => {
    expect(statusOf(await raw("GET /api/runs HTTP/1.1\r\nConnection: close\r\n\r\n"))).toBe(400);
    expect(statusOf(await raw("GET /api/runs HTTP/1.0\r\n\r\n"))).toBe(421);
    for (const host of ["", "a b", "[", "]", "[]", ":80", "localhost:", "localhost:99999999", "\u0080"])
      expect([400, 421]).toContain(
        statusOf(await raw(`GET /api/runs HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)),
      );
    const two =
      "GET /api/runs HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    expect([200, 400]).toContain(statusOf(await raw(two)));
  });
  test("addresses that are none, or whole ones of somebody else", async () => {
    for (const [address, status] of [
      ["*", 404],
      ["http://evil.example/api/runs", 200], // the Host decides, as for a proxy's request
      ["//", 400],
      ["/\\..\\..\\etc\\passwd", 404],
      ["/api/runs/%", 400],
      ["/api/runs/%ff~%fe", 400],
      ["/api/runs/a%00b~c", 404],
      [`/api/runs/${"a".repeat(5000)}~b`, 404],
      [`/api/runs/${"~".repeat(3000)}`, 404],
      ["/api/runs/__proto__~constructor", 404],
      ["/api/details?runs=%E0%A4%A,~,..~..", 404],
      ["/api/match?runs=&layer=1", 400],
      ["/api/match?runs=~,..~..&layer=1", 404],
      ["/api/constructor", 404],
    ] as const) {
      const reply = await raw(`GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect([address, statusOf(reply)]).toEqual([address, status]);
    }
  });
  test("headers without end, and no HTTP at all", async () => {
    const long = `GET / HTTP/1.1\r\nHost: localhost\r\n${"X: y\r\n".repeat(20_000)}\r\n`;
    expect([431, NaN]).toContain(statusOf(await raw(long)));
    expect(statusOf(await raw("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"))).toBe(400);
    expect(
      statusOf(
        await raw("POST /api/runs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
      ),
    ).toBe(400);
  });
  test("requests that never end hold up nobody, and not the end of the server", async () => {
    const own = await startViewer({ results: run.results });
    const { hostname, port } = new URL(own.url);
    const begun = [
      "GET / HTTP/1.1\r\nHost: loc",
      `POST /api/runs/${run.id}/image HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 9999\r\n\r\nx`,
    ];
    const sockets = Array.from({ length: 50 }, (_, i) => {
      const socket = connect(Number(port), hostname, () => socket.write(begun[i % 2]));
      return socket.on("error", () => undefined);
    });
    await Promise.all(sockets.map((socket) => new Promise((written) => socket.once("connect", written))));
    expect((await sendTo(own, "/api/runs")).status).toBe(200);
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    await own.close();
    await Promise.all(closed);
  });
});
