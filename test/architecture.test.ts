// Who may import whom, and what must run in a browser. CONTRIBUTING tells the same in words.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kernels: ["core"],
  nn: ["core", "kernels"],
  optim: ["core", "kernels"],
  metrics: ["core", "kernels"],
  sae: ["nn", "core", "kernels"],
  data: ["core", "kernels"],
  viz: ["core", "kernels"],
  train: ["core", "kernels", "nn", "optim", "metrics", "sae", "data", "viz"],
  experiments: ["train", "core", "kernels", "nn", "optim", "metrics", "sae", "data", "viz"],
  cli: ["experiments", "train", "core", "kernels", "nn", "optim", "metrics", "sae", "data", "viz"],
};

/** Modules that touch the disk or draw without a browser; everything else of these rooms runs in one. */
const browserSafe = ["core", "kernels", "nn", "sae", "optim", "metrics", "data", "viz"];
const needsNode = [
  "data/io/",
  "data/sources/",
  "data/fingerprint.ts",
  "viz/encode-png.ts",
  "viz/panels.ts",
  "viz/plot.ts",
  "viz/curves.ts",
  "viz/rho-hat.ts",
  "viz/line-chart.ts",
  "viz/report.ts",
];

const files = (readdirSync(join(root, "src"), { recursive: true }) as string[]).filter((file) =>
  file.endsWith(".ts"),
);
const importsOf = (file: string) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import)\s+"([^"]+)"/g)].map(
    ([, specifier]) => specifier,
  );

describe.each(files)("src/%s", (file) => {
  const room = file.split("/")[0];
  const specifiers = importsOf(join("src", file));
  const inner = specifiers
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative("src", join("src", dirname(file), specifier)));

  test.runIf(file !== "index.ts")("imports only rooms below its own, and files, never an index", () => {
    for (const target of inner) {
      expect([room, ...(allowed[room] ?? [])]).toContain(target.split("/")[0]);
      expect(target).not.toMatch(/(^|\/)index\.js$/);
    }
  });
  test.runIf(browserSafe.includes(room) && !needsNode.some((path) => file.startsWith(path)))(
    "runs in a browser: no Node module, directly or through others",
    () => {
      expect(
        specifiers.filter(
          (specifier) => specifier.startsWith("node:") || ["pngjs", "jpeg-js", "npyjs"].includes(specifier),
        ),
      ).toEqual([]);
      for (const target of inner)
        expect(needsNode.some((path) => target.startsWith(path.replace(/\.ts$/, ".js")))).toBe(false);
    },
  );
});

test.each(readdirSync(join(root, "experiments")))("experiments/%s imports only the public index", (file) => {
  expect(importsOf(join("experiments", file))).toEqual(["rhohat"]);
});
