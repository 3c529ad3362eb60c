// Labels from the names of folders, with nothing but flags.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const SIDE = 8;
const folder = temporaryFolder();
const random = createRandom(1);

/** Images of noise that is bright above (cats) or below (dogs). */
function writeClasses(path: string, count: number): string {
  for (const [label, name] of ["cats", "dogs"].entries()) {
    mkdirSync(join(path, name), { recursive: true });
    for (let i = 0; i < count; i++) {
      const grey = (_: unknown, at: number) =>
        100 * random.uniform() + (at < (SIDE * SIDE) / 2 === (label === 0) ? 150 : 0);
      const values = Array.from({ length: SIDE * SIDE }, grey);
      const data = Uint8Array.from(values);
      const png = encodePng({ width: SIDE, height: SIDE, channels: 1, data });
      writeFileSync(join(path, name, `${i}.png`), png);
    }
  }
  return path;
}
const flat = writeClasses(join(folder, "flat"), 20);
const parts = join(folder, "parts");
writeClasses(join(parts, "train"), 20);
writeClasses(join(parts, "test"), 5);

const quick = ["--iterations", "20", "--no-figures", "--quiet"];
const kindOf = (run: string) => JSON.parse(readFileSync(join(run, "config.json"), "utf8")).data.kind;

test("--model softmax takes class folders as labels, train and test around them too; evaluate as well", async () => {
  for (const [data, name] of [
    [flat, "of-flat"],
    [parts, "of-parts"],
  ]) {
    const out = join(folder, name);
    const { code, err } = await rhohatHere([
      ...["train", "--data", data, "--model", "softmax", "--out", out],
      ...quick,
    ]);
    expect([code, err, kindOf(out)]).toEqual([0, "", "labelled"]);
  }
  const { metrics } = JSON.parse(readFileSync(join(folder, "of-parts", "run.json"), "utf8"));
  expect(metrics.classification.test.accuracy).toBe(1);
  const words = ["evaluate", join(folder, "of-parts"), "--data", flat, "--json", "--quiet"];
  const { code, out, err } = await rhohatHere(words);
  expect([code, err]).toEqual([0, ""]);
  expect(JSON.parse(out).examples).toBe(40);
});

test("--max-side scales them, and those that it is evaluated on", async () => {
  const out = join(folder, "scaled");
  const words = ["train", "--data", parts, "--model", "softmax", "--max-side", "4", "--out", out, ...quick];
  expect((await rhohatHere(words)).err).toBe("");
  const { data } = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
  expect(data).toMatchObject({ values: 16, imageShape: [4, 4] });
  const evaluated = await rhohatHere(["evaluate", out, "--data", flat, "--json", "--quiet"]);
  expect([evaluated.code, evaluated.err, JSON.parse(evaluated.out).examples]).toEqual([0, "", 40]);
});

test("--classes makes them labels for any model; without either they are images", async () => {
  const words = ["train", "--data", flat, "--hidden", "2", ...quick];
  const chosen = await rhohatHere([...words, "--classes", "dogs", "--out", join(folder, "chosen")]);
  expect([chosen.code, chosen.err, kindOf(join(folder, "chosen"))]).toEqual([0, "", "labelled"]);
  const all = await rhohatHere([...words, "--patch", "4", "--patches", "50", "--out", join(folder, "all")]);
  expect([all.code, all.err, kindOf(join(folder, "all"))]).toEqual([0, "", "patches"]);
});

test("errors name what to type", async () => {
  const unlabelled = await rhohatHere(["train", "--data", "photos", "--model", "softmax", ...quick]);
  expect(unlabelled.err).toMatch(/must have labels, .*--data FOLDER.*--labels\)\n$/);
  const deep = await rhohatHere(["train", "--data", parts, ...quick, "--out", join(folder, "deep")]);
  expect(deep.err).toMatch(/; look in its folders, or take all of them with --recursive: test, train\n$/);
  expect([unlabelled.code, deep.code]).toEqual([2, 2]);
});
