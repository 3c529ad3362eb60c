// A small set of labelled pictures in the form of MNIST: bars in three places, with noise.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../src/core/random.js";

const SIDE = 8;

function idx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 8, shape.length]);
  for (const [i, side] of shape.entries()) view.setUint32(4 + 4 * i, side);
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

/** Writes a folder of train and t10k files, of 3 classes: a bar above, in the middle, or below. */
export function writeDigits(folder: string, train = 90, test = 30): string {
  mkdirSync(folder, { recursive: true });
  const random = createRandom(5, "digits");
  for (const [part, count] of [
    ["train", train],
    ["t10k", test],
  ] as const) {
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
    const pixels = new Uint8Array(count * SIDE * SIDE);
    for (let i = 0; i < count; i++)
      for (let p = 0; p < SIDE * SIDE; p++) {
        const isBar = Math.floor(p / SIDE / 2) === labels[i] + 1;
        pixels[i * SIDE * SIDE + p] = Math.floor(120 * random.uniform() + (isBar ? 60 : 0));
      }
    writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([count, SIDE, SIDE], pixels));
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], labels));
  }
  return folder;
}
