// Who may import whom, and what must run in a browser. CONTRIBUTING tells the same in words.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kernels: ["core"],
  nn: ["core", "kernels"],
  optim: ["core", "kernels"],
  metrics: ["core", "kernels"],
  sae: ["nn", "optim", "core", "kernels"],
  data: ["core", "kernels"],
  viz: ["core", "kernels"],
  weights: ["core", "data"],
  models: ["sae", "core", "kernels", "nn", "optim", "metrics"],
  config: ["models", "core", "kernels", "nn", "optim", "data"],
  train: ["core", "kernels", "nn", "optim", "metrics", "sae", "data", "viz"],
  fetch: ["core", "train"],
  inspect: [
    "weights",
    "train",
    "config",
    "models",
    "core",
    "kernels",
    "nn",
    "optim",
    "metrics",
    "sae",
    "data",
    "viz",
  ],
  doctor: ["core", "train", "config"],
  experiments: [
    "doctor",
    "weights",
    "inspect",
    "train",
    "config",
    "models",
    "core",
    "kernels",
    "nn",
    "optim",
    "metrics",
    "sae",
    "data",
    "viz",
  ],
  conformance: ["config", "sae", "optim", "metrics", "nn", "core", "kernels", "data"],
  "viewer/page": ["inspect", "core", "metrics", "viz"],
  "viewer/server": [
    "experiments",
    "inspect",
    "train",
    "config",
    "core",
    "kernels",
    "nn",
    "metrics",
    "data",
    "viz",
  ],
  bench: ["experiments", "core", "kernels", "nn", "optim", "sae", "data"],
  cli: [
    "conformance",
    "doctor",
    "weights",
    "bench",
    "fetch",
    "viewer/server",
    "experiments",
    "inspect",
    "train",
    "config",
    "models",
    "core",
    "kernels",
    "nn",
    "optim",
    "metrics",
    "sae",
    "data",
    "viz",
  ],
};

/** Modules that touch the disk or draw without a browser; everything else of these rooms runs in one. */
const browserSafe = ["viewer/page", "core", "kernels", "nn", "sae", "optim", "metrics", "data", "viz"];
const needsNode = [
  "kernels/engine.ts",
  "kernels/blas.ts",
  "kernels/wasm/threads.ts",
  "data/io/decode-image.ts",
  "data/io/gunzip.ts",
  "data/io/has-package.ts",
  "data/io/hdf5.ts",
  "data/io/jpeg.ts",
  "data/io/json.ts",
  "data/io/mat.ts",
  "data/io/png-structure.ts",
  "data/io/png.ts",
  "data/io/read-file.ts",
  "data/io/read-idx.ts",
  "data/io/read-npy.ts",
  "data/io/sharp.ts",
  "data/io/turbo-jpeg.ts",
  "data/batches/blocks.ts",
  "data/batches/file-batches.ts",
  "data/batches/fingerprint-files.ts",
  "data/batches/row-memory.ts",
  "data/batches/rows-in-order.ts",
  "data/batches/shard.ts",
  "data/batches/shuffle-buffer.ts",
  "data/sources/",
  "data/fingerprint.ts",
  "viz/encode-png.ts",
  "viz/encode-apng.ts",
  "viz/subtitle.ts",
  "viz/svg.ts",
  "viz/tile-figure.ts",
  "viz/tile-rows.ts",
  "viz/feature-figures.ts",
  "viz/feature-map.ts",
  "viz/activation-histograms.ts",
  "viz/confusion-matrix.ts",
  "viz/density-histogram.ts",
  "viz/components-figure.ts",
  "viz/ranking-figure.ts",
  "viz/stability-figure.ts",
  "viz/receptive-field-map.ts",
  "viz/histogram-panel.ts",
  "viz/heat-map.ts",
  "viz/panels.ts",
  "viz/plot.ts",
  "viz/svg-to-png.ts",
  "viz/curve-axis.ts",
  "viz/curves.ts",
  "viz/legend.ts",
  "viz/rho-hat.ts",
  "viz/trade-off.ts",
  "viz/value-charts.ts",
];

const files = (readdirSync(join(root, "src"), { recursive: true }) as string[]).filter((file) =>
  /(?<!\.d)\.tsx?$/.test(file),
);
const importsOf = (file: string) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import)\s+"([^"]+)"/g)].map(
    ([, specifier]) => specifier,
  );

const inside = files.filter((file) => !["index.ts", "index-core.ts"].includes(file));
/** The viewer is two rooms: what runs in the browser, and what serves it. */
const roomOf = (file: string) => /^(viewer\/[^/]+|[^/]+)/.exec(file)![0];
const targetsOf = (file: string) =>
  importsOf(join("src", file))
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative("src", join("src", dirname(file), specifier)));

test.each(inside)("src/%s imports only rooms below its own, and files, never an index", (file) => {
  for (const target of targetsOf(file)) {
    expect([roomOf(file), ...allowed[roomOf(file)]]).toContain(roomOf(target));
    expect(target).not.toMatch(/(^|\/)index(-core)?\.js$/);
  }
});

/** The page knows the answers of inspect by their types alone: they come as JSON. */
test.each(inside.filter((file) => roomOf(file) === "viewer/page"))(
  "src/%s takes only types from inspect",
  (file) => {
    const code = readFileSync(join(root, "src", file), "utf8");
    for (const [statement] of code.matchAll(/import [^;]*\/inspect\/[^;]*;/g))
      expect(statement).toMatch(/^import type /);
  },
);

const forBrowsers = inside.filter(
  (file) => browserSafe.includes(roomOf(file)) && !needsNode.some((path) => file.startsWith(path)),
);

test.each(forBrowsers)("src/%s runs in a browser: no Node module, directly or through others", (file) => {
  const nodeOnly = importsOf(join("src", file)).filter((specifier) => /^node:|^pngjs$/.test(specifier));
  expect(nodeOnly).toEqual([]);
  for (const target of targetsOf(file)) {
    expect(needsNode.some((path) => target.startsWith(path.replace(/\.ts$/, ".js")))).toBe(false);
  }
});

/** What a file takes when it runs, types left out; `later`: also what it would load later. */
const loadedBy = (file: string, later: boolean) =>
  [
    ...readFileSync(join(root, "src", file), "utf8").matchAll(
      /^(?:import|export) (?!type\b)(?:[^;"]*? from )?"([^"]+)"|import\("([^"]+)"\)/gm,
    ),
  ].flatMap(([, atOnce, laterOn]) => atOnce ?? (later ? laterOn : []));

/** The files and packages that one takes with all that they take. */
function reachedFrom(start: string, later: boolean) {
  const [reached, packages] = [new Set([start]), new Set<string>()];
  for (const file of reached)
    for (const specifier of loadedBy(file, later)) {
      if (specifier.startsWith(".")) reached.add(join(dirname(file), specifier).replace(/\.js$/, ".ts"));
      else packages.add(specifier);
    }
  return { reached, packages: [...packages] };
}

test("rhohat/core reaches no Node module, and of packages only those that run everywhere", () => {
  const { reached, packages } = reachedFrom("index-core.ts", true);
  for (const file of reached)
    expect(readFileSync(join(root, "src", file), "utf8"), file).not.toMatch(
      /\b(process|require|Buffer|import\.meta)[.(]/,
    );
  expect(reached.size).toBeGreaterThan(50);
  expect(
    packages.filter((name) => !["ndarray", "ndarray-ops"].includes(name) && !name.startsWith("pure-rand")),
  ).toEqual([]);
});

test.each(["run", "train"])("rhohat %s loads what draws only where something is drawn", (verb) => {
  const { reached, packages } = reachedFrom(`cli/commands/${verb}.ts`, false);
  expect(reached.size).toBeGreaterThan(100);
  expect(packages).toContain("zod");
  expect(packages.filter((name) => /plot|linkedom|resvg/.test(name))).toEqual([]);
});

const experiments = (readdirSync(join(root, "experiments"), { recursive: true }) as string[]).filter((file) =>
  /\.m?[jt]s$/.test(file),
);
test.each(experiments)("experiments/%s imports only the public index", (file) => {
  expect(importsOf(join("experiments", file))).toEqual(["rhohat"]);
});

const sameBits = ["core", "kernels", "nn", "sae", "optim", "metrics", "data"];

test.each(inside.filter((file) => sameBits.includes(roomOf(file))))(
  "src/%s computes with exactly specified arithmetic only",
  (file) => {
    const code = readFileSync(join(root, "src", file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    // Their bits may differ from engine to engine. Powers of two and whole powers of 10 in constants are exact.
    expect(
      code.match(
        /Math\.(exp|expm1|log|log2|log10|log1p|pow|tanh|sinh|cosh|sin|cos|tan|atan2?|hypot|cbrt|random)\(/,
      ),
    ).toBeNull();
    expect(code.replace(/\b2 \*\* -?\d+/g, "").match(/[^*] \*\* [^*]/)).toBeNull();
  },
);
