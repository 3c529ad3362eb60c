// What the viewer sees of a results folder, and tells to pages.

import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { byRows } from "../../src/core/columns.js";
import type { RunSummary } from "../../src/inspect/answers.js";
import { EventStreams, MOST_UNREAD } from "../../src/viewer/server/event-stream.js";
import { type LiveEvent, LiveResults } from "../../src/viewer/server/live.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
let results: string;
let count = 0;
beforeEach(() => {
  results = join(folder, String(count++));
  mkdirSync(results);
});
afterEach(() => {
  vi.useRealTimers();
});

const line = (iteration: number) =>
  `${JSON.stringify({ iteration, evaluations: iteration, cost: 1, parts: {}, seconds: 0 })}\n`;

function write(name: string, status: string): string {
  const path = join(results, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, "config.json"),
    '{"name":"x","data":{"kind":"array","path":"/x.npy"},"model":{"kind":"classic"}}',
  );
  writeFileSync(join(path, "metrics.jsonl"), line(0) + line(1));
  writeFileSync(join(path, "run.json"), JSON.stringify({ status, experiment: "x", startedAt: "2026-01-01" }));
  return path;
}
const statuses = async (live: LiveResults) =>
  Object.fromEntries(byRows<RunSummary>(JSON.parse(await live.json())).map(({ id, status }) => [id, status]));

describe("the runs", () => {
  test("appear, change and vanish between two looks", async () => {
    const live = new LiveResults(results);
    expect(await statuses(live)).toEqual({});
    const path = write("a/1", "interrupted");
    expect(await statuses(live)).toEqual({ "a~1": "interrupted" });
    write("a/1", "done");
    write("a/1/members/01", "failed");
    expect(await statuses(live)).toEqual({ "a~1": "done", "a~1~01": "failed" });
    renameSync(path, join(results, "a/2"));
    rmSync(join(results, "a/2/members"), { recursive: true });
    expect(await statuses(live)).toEqual({ "a~2": "done" });
    rmSync(join(results, "a/2/run.json"));
    expect(await statuses(live)).toEqual({});
  });
  test("are seen beside whatever else lies there", async () => {
    write("a/1", "done");
    write("a/2", "done");
    writeFileSync(join(results, "stray"), "");
    writeFileSync(join(results, "a/stray"), "");
    writeFileSync(join(results, "a/1/members"), "no folder");
    for (const locked of ["locked", "a/locked"]) mkdirSync(join(results, locked), { mode: 0 });
    write("a/3", "done");
    writeFileSync(join(results, "a/3/run.json"), "null");
    expect(await statuses(new LiveResults(results))).toEqual({
      "a~1": expect.any(String), // or broken: its members cannot be listed
      "a~2": "done",
      "a~3": "broken",
    });
    for (const locked of ["locked", "a/locked"]) chmodSync(join(results, locked), 0o700);
  });
  test("that have ended long ago are looked at in turn: a change is told within a round, once", async () => {
    vi.useFakeTimers({ toFake: ["performance", "Date"] });
    for (let i = 0; i < 250; i++) write(`a/${i}`, "done");
    const live = new LiveResults(results);
    await live.look();
    vi.advanceTimersByTime(3_600_000);
    await live.look();
    const told: LiveEvent[] = [];
    const stop = live.listen((event) => told.push(event));
    for (const i of [0, 120, 249]) write(`a/${i}`, "interrupted");
    for (let i = 0; i < 40; i++) await live.look();
    stop();
    expect(told.map((event) => (event.kind === "run" ? event.run.id : event.kind)).sort()).toEqual([
      "a~0",
      "a~120",
      "a~249",
    ]);
  });
  test("tell the new lines of their metrics, whole ones, and what lies between them is left out", async () => {
    const path = write("a/1", "done");
    const live = new LiveResults(results);
    await live.look();
    const told: LiveEvent[] = [];
    const stop = live.listen((event) => told.push(event));
    const metrics = join(path, "metrics.jsonl");
    /** What was told, and the iteration of the line before it. */
    const iterations = () =>
      told
        .splice(0)
        .flatMap((event) =>
          event.kind === "metrics" ? [event.after, ...event.lines.map((l) => l.iteration)] : [],
        );
    writeFileSync(metrics, line(2) + line(3).slice(0, 20), { flag: "a" });
    await live.look();
    expect(iterations()).toEqual([null, 2]); // those before were not read
    writeFileSync(metrics, `${line(3).slice(20)}\0\0\0\n${line(4)}`, { flag: "a" });
    await live.look();
    expect(iterations()).toEqual([2, 3, 4]);
    writeFileSync(metrics, Array.from({ length: 600 }, (_, i) => line(5 + i)).join(""), { flag: "a" });
    await live.look();
    expect(iterations().slice(0, 2)).toEqual([104, 105]); // the last 500 of them
    writeFileSync(metrics, line(0)); // resumed from an earlier checkpoint
    await live.look();
    writeFileSync(metrics, line(1), { flag: "a" });
    await live.look();
    expect(iterations()).toEqual([null, 1]);
    stop();
  });
});

test("a page that does not read its events is left before they fill the memory", async () => {
  let tell: (event: LiveEvent) => void = () => undefined;
  let stopped = false;
  const live = {
    listen(listener: (event: LiveEvent) => void) {
      tell = listener;
      return () => {
        stopped = true;
      };
    },
  };
  const streams = new EventStreams(live as unknown as LiveResults);
  const added: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    streams.add(response, false);
    added.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = Array.from({ length: 3 }, () =>
    connect(port, "127.0.0.1")
      .on("error", () => undefined)
      .pause(),
  );
  for (const socket of sockets) socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  while (added.length < 3) await setImmediate();
  let most = 0;
  const event = { kind: "gone", id: "x".repeat(100_000) } as const;
  while (added.some((response) => !response.closed)) {
    tell(event);
    for (const response of added) most = Math.max(most, response.writableLength);
    await setImmediate();
  }
  expect(most).toBeLessThan(MOST_UNREAD + 200_000);
  expect(stopped).toBe(true);
  for (const socket of sockets) socket.destroy();
  server.close();
});
