// Streams an epoch through the built library: `node stream-epoch.mjs <buffer> <file>…` prints what it saw as JSON.

import { openBatches } from "../../dist/index.js";
import { peakMemory } from "./peak-memory.mjs";

const [buffer, ...paths] = process.argv.slice(2);
const batch = 1000;
const base = peakMemory();
const source = await openBatches(paths, { batch, seed: 0, buffer: Number(buffer) });
const into = new Float32Array(batch * source.inputs);
const seen = new Uint8Array(source.examples);
for (let b = 0; b < source.epochLength; b++) {
  await source.fill(into);
  for (let i = 0; i < into.length; i += source.inputs) seen[into[i]] += 1;
}
await source.close();
const once = seen.reduce((count, times) => count + (times === 1 ? 1 : 0), 0);
console.log(JSON.stringify({ once, mebibytes: (peakMemory() - base) / 2 ** 20 }));
