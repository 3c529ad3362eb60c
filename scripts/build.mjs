// Compiles src/ into a fresh dist/ (ES modules and their type declarations), the SIMD kernels first:
// src/kernels/wasm/assembly/ becomes two WebAssembly modules, for shared memory and without, inside binary.ts.

import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { resolve } = createRequire(import.meta.url);
async function run(script, ...options) {
  const child = spawn(process.execPath, [script, ...options], { cwd: root, stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${script} must end well, it ended with ${code}`);
}

/** The kernels as base64; the memory is imported, at most the 65 536 pages of a 32-bit address. */
async function compileKernels(...options) {
  const folder = mkdtempSync(join(tmpdir(), "rhohat-"));
  const file = join(folder, "kernels.wasm");
  try {
    await run(
      join(dirname(resolve("assemblyscript/package.json")), "bin/asc.js"),
      "src/kernels/wasm/assembly/index.ts",
      ...["--outFile", file, "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd,threads"],
      ...["--importMemory", "--initialMemory", "1", "--maximumMemory", "65536", "--disableWarning", "201"],
      ...options,
    );
    return readFileSync(file).toString("base64");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bundleKernels() {
  const [shared, unshared] = await Promise.all([compileKernels("--sharedMemory"), compileKernels()]);
  writeFileSync(
    join(root, "src/kernels/wasm/binary.ts"),
    `// Made by scripts/build.mjs from assembly/.

export const shared: string = "${shared}";
export const unshared: string = "${unshared}";
`,
  );
}

/** The viewer's page as one script and one style: what a report carries inside it. */
async function bundlePage() {
  const { output } = await build({
    root: join(root, "src/viewer/page"),
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      write: false,
      cssCodeSplit: false,
      modulePreload: false,
      rolldownOptions: { input: join(root, "src/viewer/page/main.tsx"), output: { codeSplitting: false } },
    },
  });
  const script = output.find(({ type }) => type === "chunk").code;
  const style = output.find(({ fileName }) => fileName.endsWith(".css")).source;
  // Inside HTML a script ends at the first "</script", wherever that stands.
  const text = (value) => JSON.stringify(String(value).replace(/<\/script/g, "<\\/script"));
  writeFileSync(
    join(root, "src/inspect/page-bundle.ts"),
    `// Made by scripts/build.mjs from src/viewer/page/.

export const script: string = ${text(script)};
export const style: string = ${text(style)};
`,
  );
}

// Side by side: the kernels need one core each.
await Promise.all([bundleKernels(), bundlePage()]);
rmSync(join(root, "dist"), { recursive: true, force: true });
await run(resolve("typescript/bin/tsc"), "--project", "tsconfig.build.json");
for (const folder of ["kernels/wasm", "data/io"])
  for (const file of readdirSync(join(root, "src", folder))) {
    // What worker threads load is plain JavaScript already.
    if (/\.m[jt]s$/.test(file))
      copyFileSync(join(root, "src", folder, file), join(root, "dist", folder, file));
  }
const { gatherVerbs } = await import("../dist/cli/verb-table.js");
writeFileSync(join(root, "dist/cli/verb-table.json"), JSON.stringify(await gatherVerbs()));
chmodSync(join(root, "dist/cli/main.js"), 0o755);
