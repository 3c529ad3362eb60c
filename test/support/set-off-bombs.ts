// A process of its own that decodes bombs: those numbered on its command line, all unless given.
// A line of JSON each: what was said, how long it took, the most memory so far.

import { decodeImage } from "../../src/data/io/decode-image.js";
import { bombs } from "./image-bombs.js";
import { peakMemory } from "./peak-memory.mjs";

const numbers = process.argv.slice(2).map(Number);
for (const { name, make } of numbers.length === 0 ? bombs : numbers.map((i) => bombs[i])) {
  const bytes = make();
  const started = performance.now();
  let said = "decoded";
  try {
    decodeImage(bytes, "bomb");
  } catch (error) {
    said = `${(error as Error).name}: ${(error as Error).message}`;
  }
  const seconds = (performance.now() - started) / 1000;
  const megabytes = peakMemory() / 1e6;
  globalThis.gc?.(); // with --expose-gc: the garbage of one bomb is not the next one's
  process.stdout.write(`${JSON.stringify({ name, said, seconds, megabytes })}\n`);
}
