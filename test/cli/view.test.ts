// rhohat view: which folder it shows for what was named, and on which port.

import { existsSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isWeights, placeOf, placeOfWeights } from "../../src/cli/view-place.js";
import { createRunDirectory } from "../../src/train/run-directory.js";
import { rhohat } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = realpathSync(temporaryFolder());
const at = (...names: string[]) => join(folder, ...names);
const older = "20260101-000000-aaaaaaaa-0001";
const newer = "20260102-000000-bbbbbbbb-0002";
for (const [experiment, run] of [
  ["edges", older],
  ["pairs", newer],
])
  createRunDirectory(at("results", experiment, run), {
    config: { name: experiment },
    record: { status: "done", experiment, startedAt: "2026-01-01T00:00:00.000Z" },
    name: run === older ? "my best" : null,
  });
mkdirSync(at("empty"));
symlinkSync(at("results", "edges"), at("link"));

describe("its place", () => {
  const before = process.cwd();
  beforeAll(() => process.chdir(folder));
  afterAll(() => process.chdir(before));
  const results = at("results");
  const run = (experiment: string, name: string) => ({
    results,
    only: experiment,
    start: `#/run/${experiment}~${name}`,
  });
  test.each([
    ["results", { results, start: "" }],
    ["empty", { results: at("empty"), start: "" }],
    ["results/edges", { results, only: "edges", start: "" }],
    ["link", { results, only: "edges", start: "" }],
    ["edges", { results, only: "edges", start: "" }],
    [`results/edges/${older}`, run("edges", older)],
    [older, run("edges", older)],
    ["my best", run("edges", older)],
    ["latest", run("pairs", newer)],
  ])("of %s", (name, place) => expect(placeOf(name)).toEqual(place));
  test("of what is none", () => expect(() => placeOf("egdes")).toThrow(/did you mean edges\?/));
});

test("weights of another tool are a run in a folder that is removed after", () => {
  const weights = fileURLToPath(new URL("../golden/weights/dictionary_learning/TopK.pt", import.meta.url));
  expect([weights, dirname(weights), folder].map(isWeights)).toEqual([true, false, false]);
  const { place, remove } = placeOfWeights(weights);
  expect(place).toMatchObject({ only: "dictionary_learning", start: "#/run/dictionary_learning~TopK" });
  expect(existsSync(join(place.results, "dictionary_learning", "TopK", "run.json"))).toBe(true);
  remove();
  expect(existsSync(place.results)).toBe(false);
});

/** What it says at its start, on these words; then it is ended. */
const started = (...words: string[]) =>
  rhohat(["view", folder, ...words], {
    onOut: (text, child) => text.includes("Ctrl-C ends it") && child.kill("SIGINT"),
  });
const portIn = (text: string) => Number(/http:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1]);

describe("its port", () => {
  test("is any free one for 0", async () => {
    const { code, out } = await started("--port", "0");
    expect([code, out.split("\n")[0]]).toEqual([0, `Looking at ${folder}`]);
    expect(portIn(out)).toBeGreaterThan(0);
  });
  test("is the next that is free where the one asked for is taken, and it says so", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, out } = await started("--port", String(port));
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(0);
    expect(portIn(out)).toBeGreaterThan(port);
    expect(out.split("\n")[0]).toBe(`Port ${port} is taken, ${portIn(out)} is used in its place.`);
  });
});
