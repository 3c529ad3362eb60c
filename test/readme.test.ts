// The README is true: its commands run, its code compiles and runs, its links and pictures exist.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createJiti } from "jiti";
import { expect, test } from "vitest";
import { createRandom } from "../src/core/random.js";
import { encodeNpy } from "../src/data/io/npy.js";
import * as rhohat from "../src/index.js";
import { type Finished, rhohatHere, rhohat as rhohatProcess, root } from "./support/command-line.js";
import { blocks, experiment, library, readme, trainedRun } from "./support/readme.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const folder = temporaryFolder();
const commands = blocks("sh").flatMap((block) => block.trim().split("\n"));

const random = createRandom(0);
writeFileSync(
  join(folder, "X.npy"),
  encodeNpy(
    Float64Array.from({ length: 200 * 16 }, () => random.normal()),
    [200, 16],
  ),
);
for (const file of ["datasets/natural-photos/nagasaki-boats.png", "experiments/kinds/log-penalty.mjs"])
  cpSync(join(root, file), join(folder, file));
writeFileSync(join(folder, "my-experiment.ts"), experiment);

/** What npm start makes, which others look at; only smaller. */
const started = ["run", "natural-patches", "--set", "optimizer.iterations=3", "data.count=200"];

/** A command as a shell in the folder does it, the package installed there. */
function shell(command: string): Finished {
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(root, "dist/cli/main.js"), join(folder, "node_modules/.bin/rhohat"));
  const { status, stdout, stderr } = spawnSync(command, { cwd: folder, shell: true, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

test("its commands run as they are printed, one after the other", async () => {
  expect(commands.length).toBeGreaterThan(8);
  expect((await rhohatHere(started, { cwd: folder })).code).toBe(0);
  for (const command of commands) {
    const [, kinds, typed] = /^(?:RHOHAT_KINDS=(\S+) )?(.*)$/.exec(command)!;
    const [npx, name, ...words] = typed.split(" ");
    expect([npx, name]).toEqual(["npx", "rhohat"]);
    const { code, err } =
      words[0] === "list"
        ? shell(command)
        : kinds !== undefined
          ? await rhohatProcess(words, { cwd: folder, env: { RHOHAT_KINDS: kinds } })
          : words[0] === "view"
            ? await rhohatProcess([...words, "--port", "0"], {
                cwd: folder,
                // The viewer goes on until it is told to end.
                onOut: (text, child) => text.includes("Ctrl-C ends it") && child.kill("SIGINT"),
              })
            : await rhohatHere(words, { cwd: folder });
    expect(code, `${command}\n${err}`).toBe(0);
  }
});

test("its first experiment has ten lines", () =>
  expect(experiment.trim().split("\n").length).toBeLessThanOrEqual(10));

/** Runs code of the README, paths in it replaced. */
async function runCode(code: string, paths: Readonly<Record<string, string>>): Promise<void> {
  const file = join(folder, "code.ts");
  for (const [path, own] of Object.entries(paths)) {
    expect(code).toContain(JSON.stringify(path));
    code = code.replace(JSON.stringify(path), JSON.stringify(own));
  }
  writeFileSync(file, code);
  await createJiti(import.meta.url, {
    virtualModules: { rhohat },
    fsCache: false,
    moduleCache: false,
  }).import(file);
}

test("its library example runs", () => runCode(library, { "X.npy": join(folder, "X.npy") }));

test("its trained run is loaded", () => {
  const runs = join(folder, "results/natural-patches");
  return runCode(trainedRun, {
    "results/natural-patches/20260101-120000-1a2b3c4d": join(runs, readdirSync(runs)[0]),
    "my-images": join(folder, "datasets/natural-photos"),
  });
});

test.each([...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target))(
  "what it points to exists: %s",
  (target) => {
    expect(existsSync(join(root, target))).toBe(true);
  },
);

test("its table names every verb", async () => {
  const { out } = await rhohatHere(["--help"]);
  const verbs = [...out.matchAll(/^ {2}([a-z][a-z-]+)(?: [[<]| {2})/gm)].map(([, verb]) => verb);
  expect(verbs.length).toBeGreaterThanOrEqual(14);
  for (const verb of verbs) expect(readme).toContain(`| \`rhohat ${verb}`);
});
