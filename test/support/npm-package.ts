// The package as somebody who installed it from npm has it: what is published, and of other packages only those that
// come with it.

import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./command-line.js";

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: true; readonly devOptional?: true }>>;
}

/** Names as npm puts them into node_modules: of the packages that rhohat needs when it runs. */
function dependencies(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as LockFile;
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path]) => path.slice("node_modules/".length))
    .filter((name) => !name.includes("/node_modules/"));
}

/** Installs it into a folder, with links; those of `also` too, which a project may have of its own. */
export function installPackage(folder: string, also: readonly string[] = []): void {
  const modules = join(folder, "node_modules");
  const link = (name: string, to: string) => {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(to, join(modules, name));
  };
  for (const part of ["package.json", "dist"]) link(`rhohat/${part}`, join(root, part));
  for (const name of [...dependencies(), ...also]) link(name, join(root, "node_modules", name));
}
