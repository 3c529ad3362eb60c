// Runs every experiment, on the engine with the same bits everywhere, and keeps its pictures in results/gallery: those
// that the README shows, and site/, some of these runs as a site. The views of `rhohat view` are taken with Chromium, where
// there is one; the digits are looked for in datasets/mnist, or in the folder that MNIST names, and pictures of them stay as
// they are where there are none.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startViewer } from "../dist/viewer/server/server.js";
import { curriculumTable } from "./curriculum-table.mjs";
import { toyTable } from "./toy-table.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const gallery = join(root, "results/gallery");
const browsers = [process.env.CHROMIUM ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
/** The figures of each experiment, those of a member of a sweep by its folder. */
const pictures = {
  "known-features": ["ranking"], // first, so that the list of runs, newest first, begins with the others
  "ground-truth": ["ranking"],
  "natural-patches": [
    "features",
    "atoms",
    "reconstructions",
    "receptive-fields",
    "training-strip",
    "training-animated",
    "activations",
    "curves",
    "rho-hat",
  ],
  "tanh-patches": ["features"],
  "deep-patches": ["features"],
  "ten-seeds": ["stability"],
  "hidden-sizes": ["comparison", "values"],
  "sparsity-targets": ["comparison", "values", "trade-off"],
  "pca-whitening": ["components", "features"],
  "colour-features": ["features"],
  "convolution-pooling": ["members/01/features"],
  "topk-patches": ["dictionary"],
  "jumprelu-patches": ["comparison", "members/04/curves"],
  budgets: ["comparison", "trade-off"],
  "sparse-coding": ["members/02/features"],
  rica: ["comparison"],
  xor: ["output-map"],
};
/** Those of experiments on digits. */
const onDigits = {
  "vectorization-mnist": ["features"],
  "softmax-mnist": ["features"],
  "self-taught-learning": ["comparison"],
  "stacked-mnist": ["comparison", "members/04/confusion"],
};
const digits = process.env.MNIST ?? join(root, "datasets/mnist");
/** Runs that are held against baselines and other seeds: a member of a sweep by its folder. */
const checked = { "natural-patches": "", "hidden-sizes": "members/03" };
const run = "natural-patches~reference";
const views = [
  { name: "runs", hash: "" },
  { name: "run", hash: `#/run/${run}?sort=orientation`, height: 1160 },
  { name: "run-dark", hash: `#/run/${run}?of=atoms&index=1`, scheme: "dark", height: 1160 },
  { name: "feature", hash: `#/run/${run}/feature/1/10`, height: 1180 },
  { name: "image", hash: `#/run/${run}/image/7?layer=1&unit=10`, height: 760 },
  {
    name: "compare",
    hash: "#/compare?runs=natural-patches~reference,tanh-patches~reference&smooth=0.5",
    height: 1180,
  },
  { name: "sweep", hash: "#/run/sparsity-targets~reference", height: 1300 },
  { name: "seeds", hash: "#/run/ten-seeds~reference", height: 1400 },
  { name: "dictionary", hash: "#/run/topk-patches~reference", height: 1400 },
  { name: "map", hash: "#/run/topk-patches~reference?view=map", at: ".feature-map", height: 760 },
  {
    name: "common-map",
    hash: `#/compare?runs=${["01", "02", "03"].map((seed) => `ten-seeds~reference~${seed}`).join(",")}&map=1`,
    at: ".feature-map",
    height: 760,
    scheme: "dark",
  },
  {
    name: "budgets",
    hash: "#/run/budgets~reference~01?budget=3",
    at: "h2 >> text=With fewer latents",
    height: 760,
  },
  { name: "phone", hash: `#/run/${run}`, width: 390, height: 900 },
];

function rhohat(...words) {
  execFileSync(process.execPath, [join(root, "dist/cli/main.js"), ...words], { cwd: root, stdio: "inherit" });
}

async function photographViews(results) {
  const executablePath = browsers.find((path) => existsSync(path));
  if (executablePath === undefined) {
    console.log("No Chromium: the views stay as they are.");
    return;
  }
  const viewer = await startViewer({ results });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  for (const { name, hash, at, scheme = "light", width = 1120, height = 640 } of views) {
    const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height } });
    await page.goto(viewer.url + hash);
    await page.waitForLoadState("load");
    await page.getByText("Reading the run").waitFor({ state: "detached" });
    await page.waitForTimeout(3000); // tiles, curves and heat maps are asked for one after the other
    if (at !== undefined) {
      const part = page.locator(at).first();
      await part.waitFor();
      await part.evaluate((found) => {
        const { top, height } = found.getBoundingClientRect();
        scrollBy(0, top - (found.matches("h2") ? 80 : (innerHeight - height) / 2)); // below the bar, or in the middle
      });
      await page.waitForTimeout(3000); // a map lays its tiles out when it is looked at
    }
    await page.screenshot({ path: join(gallery, `view-${name}.png`) });
    await page.close();
  }
  await browser.close();
  await viewer.close();
}

mkdirSync(gallery, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "rhohat-gallery-"));
const results = process.argv[2] ?? folder;
/** The folder of an experiment's run, which is made if there is none yet. */
function runOf(experiment) {
  const path = join(results, experiment, "reference");
  const data = experiment in onDigits ? ["--data-path", digits] : [];
  if (!existsSync(path)) rhohat("run", experiment, "--engine", "wasm", "--out", path, ...data);
  return path;
}
const hasDigits = existsSync(digits);
if (!hasDigits) console.log("No digits: their pictures stay as they are.");
for (const [experiment, names] of Object.entries(hasDigits ? { ...pictures, ...onDigits } : pictures)) {
  const path = runOf(experiment);
  for (const place of names) {
    const name = basename(place);
    copyFileSync(
      join(path, dirname(place), "figures", `${name}.png`),
      join(gallery, `${experiment}-${name}.png`),
    );
  }
}
rhohat("data", "leaves", "--examples", "16", "--out", join(gallery, "leaves.png"));
writeFileSync(join(gallery, "known-features.md"), toyTable(runOf("known-features")));
if (hasDigits) writeFileSync(join(gallery, "curriculum.md"), curriculumTable(runOf));
for (const [experiment, member] of Object.entries(checked)) {
  const path = join(results, experiment, "reference", member);
  rhohat("sanity", path, "--engine", "wasm");
  copyFileSync(join(path, "figures/sanity.png"), join(gallery, `${experiment}-sanity.png`));
}
rhohat(
  "figures",
  join(results, "natural-patches/reference"),
  "--theme",
  "dark",
  "--sort",
  "orientation",
  "--index",
  "--only",
  "features",
  "--out",
  folder,
);
copyFileSync(join(folder, "features-dark.png"), join(gallery, "natural-patches-features-dark.png"));
await photographViews(results);
// A clone has them, so few of them.
const shown = ["natural-patches", "ten-seeds", "topk-patches"];
rhohat(
  "site",
  results,
  "--out",
  join(gallery, "site"),
  "--runs",
  shown.join(","),
  "--title",
  "rhohat's gallery",
);
rmSync(folder, { recursive: true });
