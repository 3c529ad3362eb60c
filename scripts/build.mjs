// Compiles src/ into a fresh dist/ (ES modules and their type declarations), the SIMD kernels first:
// src/kernels/wasm/assembly/ becomes two WebAssembly modules, for shared memory and without, inside binary.ts.

import { execFileSync } from "node:child_process";
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

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { resolve } = createRequire(import.meta.url);
const run = (script, ...options) =>
  execFileSync(process.execPath, [script, ...options], { cwd: root, stdio: "inherit" });

/** The kernels as base64; the memory is imported, at most the 65 536 pages of a 32-bit address. */
function compileKernels(...options) {
  const folder = mkdtempSync(join(tmpdir(), "rhohat-"));
  const file = join(folder, "kernels.wasm");
  try {
    run(
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

writeFileSync(
  join(root, "src/kernels/wasm/binary.ts"),
  `// Made by scripts/build.mjs from assembly/.

export const shared: string = "${compileKernels("--sharedMemory")}";
export const unshared: string = "${compileKernels()}";
`,
);

rmSync(join(root, "dist"), { recursive: true, force: true });
run(resolve("typescript/bin/tsc"), "--project", "tsconfig.build.json");
for (const file of readdirSync(join(root, "src/kernels/wasm"))) {
  // What worker threads load is plain JavaScript already.
  if (/\.m[jt]s$/.test(file))
    copyFileSync(join(root, "src/kernels/wasm", file), join(root, "dist/kernels/wasm", file));
}
chmodSync(join(root, "dist/cli/main.js"), 0o755);
