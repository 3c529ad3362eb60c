// Runs every experiment, on the engine with the same bits everywhere, and keeps its pictures in results/gallery: those that the README shows.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const gallery = join(root, "results/gallery");
const pictures = {
  "natural-patches": ["features", "reconstructions", "curves", "rho-hat"],
  "tanh-patches": ["features"],
  "deep-patches": ["features"],
  "hidden-sizes": ["comparison"],
  "sparsity-targets": ["comparison", "trade-off"],
  xor: ["output-map"],
};

mkdirSync(gallery, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "rhohat-gallery-"));
for (const [experiment, names] of Object.entries(pictures)) {
  const run = join(process.argv[2] ?? folder, experiment);
  if (!existsSync(run)) {
    execFileSync(
      process.execPath,
      [join(root, "dist/cli/main.js"), "run", experiment, "--engine", "wasm", "--out", run],
      {
        cwd: root,
        stdio: "inherit",
      },
    );
  }
  for (const name of names)
    copyFileSync(join(run, "figures", `${name}.png`), join(gallery, `${experiment}-${name}.png`));
}
rmSync(folder, { recursive: true });
