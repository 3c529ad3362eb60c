// The images of UFLDL's first exercise, as people have them: an array 512×512×10 in a .mat file, whitened.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rowOf } from "../../src/core/rows.js";
import { whitenInPlace } from "../../src/data/preprocess/whiten-1-over-f.js";
import { deadLeavesFiles } from "../../src/data/sources/dead-leaves.js";
import { fitFeature } from "../../src/inspect/inspection.js";
import { readModel } from "../../src/inspect/model-at-step.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { rhohatHere } from "../support/command-line.js";
import { matFile } from "../support/mat-file.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const [side, images] = [512, 10];

/** Column-major: row, then column, then image. Each is a quarter as large, mirrored: made in a quarter of the time. */
function writeImages(path: string): void {
  const values = new Float64Array(side * side * images);
  const half = side / 2;
  const mirrored = (i: number) => (i < half ? i : side - 1 - i);
  deadLeavesFiles({ images, side: half, colour: false }).forEach(({ load }, image) => {
    const picture = load();
    whitenInPlace(picture, 0.4);
    for (let row = 0; row < side; row++)
      for (let column = 0; column < side; column++)
        values[row + side * (column + side * image)] = picture.data[mirrored(row) * half + mirrored(column)];
  });
  writeFileSync(path, matFile("IMAGES", [side, side, images], values));
}

test("IMAGES.mat trains to edges", async () => {
  const [path, out] = [join(folder, "IMAGES.mat"), join(folder, "run")];
  writeImages(path);
  const words = [
    "--patch",
    "8x8",
    "--preprocess",
    "normalize-ufldl",
    "--engine",
    "wasm",
    "--iterations",
    "200",
    "--no-figures",
    "--quiet",
  ];
  const { code, err } = await rhohatHere(["train", "--data", path, ...words, "--out", out]);
  expect(err).toBe("");
  expect(code).toBe(0);
  const run = new RunDirectory(out);
  const { model, theta } = readModel(run);
  const [{ features, units }] = model.anatomy(theta);
  const fits = Array.from({ length: units }, (_, unit) => fitFeature(rowOf(features, unit), [8, 8])?.r2 ?? 0);
  expect(fits.filter((r2) => r2 > 0.8).length, String(fits)).toBeGreaterThanOrEqual(20);
});
