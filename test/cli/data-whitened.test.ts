// What NumPy makes of patches, by rhohat data: test/golden/whitening.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseNpy } from "../../src/data/io/npy.js";
import { rhohatHere, root } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const golden = (name: string) => join(root, "test/golden/whitening", name);

test.each([
  ["remove-mean", "Xcentred.npy"],
  ["centre-examples,pca:keep=64", "xRot.npy"],
  ["centre-examples,pca-whiten", "pcaWhite_eps0.1.npy"],
  ["centre-examples,pca-whiten:epsilon=1e-5", "pcaWhite_eps1e-05.npy"],
  ["centre-examples,zca-whiten:epsilon=0.1", "zcaWhite_eps0.1.npy"],
  ["centre-examples,zca-whiten:epsilon=1e-5", "zcaWhite_eps1e-05.npy"],
])("--preprocess %s --columns writes %s", async (steps, name) => {
  const out = join(folder, name);
  const words = ["data", golden("X.npy"), "--columns", "--preprocess", steps, "--out", out, "--quiet"];
  expect(await rhohatHere(words)).toMatchObject({ code: 0, err: "" });
  const [found, expected] = [out, golden(name)].map((path) => parseNpy(readFileSync(path), path));
  expect([found.shape, found.data.length]).toEqual([expected.shape, expected.data.length]);
  let worst = 0;
  for (let i = 0; i < expected.data.length; i++)
    worst = Math.max(worst, Math.abs(Number(found.data[i]) - Number(expected.data[i])));
  expect(worst).toBeLessThan(1e-9);
});
