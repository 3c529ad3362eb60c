// Data of fewer examples than a batch has where nothing is said of it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import { rhohatHere } from "../support/command-line.js";
import { randomMatrix } from "../support/data.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const path = join(folder, "small.npy");
writeFileSync(path, encodeNpy(randomMatrix(40, 6, 1).data, [40, 6]));

let count = 0;
const train = (...words: string[]) => {
  count += 1;
  const where = ["--out", join(folder, String(count)), "--no-figures", "--quiet"];
  return rhohatHere(["train", "--data", path, "--latents", "8", "--iterations", "2", ...where, ...words]);
};

test.each([
  "--model topk -k 2",
  "--model topk -k 2 --optimizer sgd",
  "--model topk -k 2 --held-out 0.25",
  "--model topk -k 2 --stream",
  "--model alternating-coding",
  "--model sparse-coding",
])("%s: a batch is all of the examples", async (words) => {
  const { code, err } = await train(...words.split(" "));
  expect([code, err]).toEqual([0, ""]);
});

test("a batch that was asked for is not made smaller", async () => {
  const { code, err } = await train("--model", "topk", "-k", "2", "--batch", "41");
  expect([code, err]).toEqual([
    2,
    "train: --batch must be at most the 40 examples, got 41; take smaller batches or more data\n",
  ]);
});
