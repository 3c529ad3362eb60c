// A process that annotates a run's features of a layer, one after another, as soon as it is told to.

import { annotate } from "../../dist/train/annotations.js";
import { RunDirectory } from "../../dist/train/run-directory.js";

const [path, layer, times] = process.argv.slice(2);
process.stdin.once("data", () => {
  for (let unit = 0; unit < Number(times); unit++)
    annotate(new RunDirectory(path), { [`${layer}/${unit}`]: { label: `${layer}-${unit}` } });
  process.exit();
});
process.stdout.write("ready\n");
