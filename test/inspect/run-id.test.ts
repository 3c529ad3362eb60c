import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readableAddress, runPath } from "../../src/core/run-address.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { findRunById, runId } from "../../src/inspect/run-id.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const results = temporaryFolder();

function runAt(...folders: string[]): string {
  const path = join(results, ...folders);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "run.json"), "{}");
  writeFileSync(join(path, "config.json"), "{}");
  return path;
}

const odd = [
  "best run (1)",
  "größe",
  "lr=0.1,rho=0.05",
  "a#b+c[d]~e%",
  "%2e%2e",
  "!2e",
  ".hidden",
  "members",
];

describe("an id", () => {
  test.each(odd)("of a folder %s opens it, and stands in an address as it is", (name) => {
    for (const path of [
      runAt("my project", name),
      runAt(name, "run"),
      runAt("sweep", name, "members", "01"),
    ]) {
      const id = runId(results, path);
      expect(encodeURIComponent(id)).toBe(id);
      expect(id).not.toContain(",");
      expect(findRunById(results, id).path).toBe(path);
    }
  });

  test("of any folder opens it", () => {
    const name = fc
      .string({ unit: "binary", minLength: 1, maxLength: 30 })
      .filter(
        (text) =>
          !/[/\0]/.test(text) &&
          ![".", ".."].includes(text) &&
          Buffer.from(text).toString() === text &&
          !/^[ .]+$/.test(text),
      );
    fc.assert(
      fc.property(name, (text) => {
        const path = runAt("any", text);
        expect(findRunById(results, runId(results, path)).path).toBe(path);
      }),
      { numRuns: 100 },
    );
  });

  test("is the names themselves where these are plain", () => {
    const path = runAt("natural-patches", "20261124-093000-1a2b3c4d-9f3e");
    expect(runId(results, path)).toBe("natural-patches~20261124-093000-1a2b3c4d-9f3e");
    expect(readableAddress(runId(results, runAt("my project", "größe")))).toBe("my project / größe");
  });

  const outside = [
    "..~x",
    "!2e!2e~x",
    "x~..",
    "a!2f!2e!2e~b",
    "x~y!00",
    "~x",
    "x",
    "a~b~c~d",
    "X~!zz",
    "x~%2e%2e",
  ];
  test.each([...outside, "a ~b", "x~!41", `..~${basename(results)}`])("%s is none", (id) => {
    expect(() => findRunById(results, id)).toThrow(/view: no run/);
  });
});

test("a report holds the answers that its page asks for, whatever its folder is called", async () => {
  const data = join(results, "rows.npy");
  writeFileSync(data, encodeNpy(Float64Array.of(1, 2, 3, 4, 5, 6), [3, 2]));
  const out = join(results, "my project", "a report (#1) +ü~%");
  const words = ["--hidden", "2", "--iterations", "1", "--quiet", "--out", out];
  expect((await rhohatHere(["train", "--data", data, "--output", "linear", ...words])).err).toBe("");
  const html = readFileSync(join(out, "report.html"), "utf8");
  const id = runId(results, out);
  const answers = JSON.parse(/<script[^>]*id="answers"[^>]*>(.*?)<\/script>/s.exec(html)![1]);
  // What the page's views ask for.
  for (const parts of [[], ["metrics"], ["layers", 1]])
    expect(Object.keys(answers)).toContain(runPath(id, ...parts));
  expect(new URL(runPath(id), "http://localhost").pathname).toBe(runPath(id));
  expect(html).toContain(`data-start="/run/${id}"`);
});
