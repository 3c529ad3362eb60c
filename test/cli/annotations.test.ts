// rhohat annotations: list, export, import, draw.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);
let run: TinyRun;
beforeAll(async () => {
  run = await makeTinyRun(folder);
});
const annotations = (...words: string[]) => rhohatHere(["annotations", run.path, ...words]);

test("nothing is said at first; what is imported is listed, exported and drawn", async () => {
  expect((await annotations()).out).toMatch(
    /^Nothing is said of .*; rhohat view sets stars, labels and notes\n$/,
  );
  expect(await annotations("--picture", file("none.png"))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/must have starred features in layer 1, there are none/),
  });
  const said = { run: { note: "the first" }, "1/2": { star: true, label: "an edge" } };
  writeFileSync(file("in.json"), JSON.stringify(said));
  expect((await annotations("--import", file("in.json"))).out).toMatch(/has 2 annotations of .*in\.json\n$/);
  expect((await annotations()).out).toMatch(/the run +the first\n1\/2 +★ +an edge/);
  expect(JSON.parse((await annotations("--json")).out)).toEqual(said);
  expect((await annotations("--csv")).out).toBe("of,star,label,note\nrun,0,,the first\n1/2,1,an edge,\n");
  for (const name of ["starred.svg", "starred.png"])
    expect((await annotations("--picture", file(name))).code).toBe(0);
  const svg = readFileSync(file("starred.svg"), "utf8");
  expect(svg.match(/<image /g)).toHaveLength(1);
  expect(svg).toContain(">2<");
  expect(readFileSync(file("starred.png")).subarray(1, 4).toString()).toBe("PNG");
});

test.each([
  [["--csv", "--json"], "--json must be given without --csv"],
  [["--import", "/nowhere.json"], "/nowhere.json must be a readable file"],
  [["--picture", "x.gif"], "--picture must end in .png or .svg, got x.gif"],
  [["--layer", "0", "--picture", "x.png"], "layer"],
])("%j is refused in one line", async (words, message) => {
  const { code, err } = await annotations(...words);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("a file that is not of the form changes nothing", async () => {
  const before = (await annotations("--json")).out;
  for (const text of ["{", "[]", '{"1/2": {"star": "yes"}}']) {
    writeFileSync(file("bad.json"), text);
    const { code, err } = await annotations("--import", file("bad.json"));
    expect([text, code]).toEqual([text, 2]);
    expect(err.trim().split("\n")).toHaveLength(1);
  }
  expect((await annotations("--json")).out).toBe(before);
  expect(existsSync(file("none.png"))).toBe(false);
});

test("a feature that the run does not have is refused, with how many there are", async () => {
  const before = (await annotations("--json")).out;
  for (const [of, rule] of [
    ["1/99999", "layer 1 has 3 units, the first is 1/0"],
    ["1/3", "layer 1 has 3 units, the first is 1/0"],
    ["2/0", "there is no layer but 1"],
  ]) {
    writeFileSync(file("far.json"), JSON.stringify({ "1/1": { star: true }, [of]: { star: true } }));
    expect(await annotations("--import", file("far.json"))).toMatchObject({
      code: 2,
      err: `annotations: ${of} must be a feature of the run, ${rule}\n`,
    });
  }
  expect((await annotations("--json")).out).toBe(before);
});

test("an entry that nobody can read, and a star of no feature, are left out and told", async () => {
  const path = join(run.path, "annotations.json");
  const before = readFileSync(path);
  const entries = { "1/1": { star: "yes" }, "1/2": { star: true }, "1/99": { star: true } };
  writeFileSync(path, JSON.stringify(entries));
  const json = await annotations("--json");
  expect(json.err).toMatch(
    /note: left out: \S*annotations\.json: 1\/1: star must be true or false, got "yes"\nnote: 1\/99 must be a feature of the run, there is none such\n$/,
  );
  expect(JSON.parse(json.out)).toEqual({ "1/2": { star: true }, "1/99": { star: true } });
  const drawn = await annotations("--picture", file("some.svg"));
  expect(drawn).toMatchObject({
    code: 0,
    err: expect.stringMatching(/note: 1\/99 must be a feature of the run, there is none such\n$/),
  });
  expect(readFileSync(file("some.svg"), "utf8").match(/<image /g)).toHaveLength(1);
  writeFileSync(path, before);
});

test("a damaged annotations.json is said, and not written over", async () => {
  const path = join(run.path, "annotations.json");
  const before = readFileSync(path);
  writeFileSync(path, '{"1/2": {"star": tr');
  writeFileSync(file("one.json"), '{"1/1": {"star": true}}');
  for (const words of [[], ["--json"], ["--import", file("one.json")]]) {
    const { code, err } = await annotations(...words);
    expect([words, code, err]).toEqual([
      words,
      2,
      expect.stringMatching(/annotations\.json must be readable, it is not JSON: .*; mend or remove it\n$/),
    ]);
  }
  expect(readFileSync(path, "utf8")).toBe('{"1/2": {"star": tr');
  writeFileSync(path, before);
});
