// Makes a clone ready: installs the packages if the lock file says others than are there,
// and builds if a source is newer than the last build. `npm start` and `npm test` call this first; npm itself does
// after `npm ci`, before it packs, and at the first `npx rhohat`.

import { execSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modified = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0);

function run(command, why) {
  console.log(`${why}: ${command}`);
  execSync(command, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}

const newestSource = Math.max(
  modified("tsconfig.build.json"),
  ...readdirSync(join(root, "src"), { recursive: true }).map((file) => modified(join("src", file))),
);

if (modified("node_modules/.package-lock.json") < modified("package-lock.json")) {
  run("npm ci --include=dev --no-audit --no-fund --ignore-scripts", "Installing packages");
}
if (modified("dist/cli/main.js") < newestSource) {
  run("npm run --silent build", "Building");
}
