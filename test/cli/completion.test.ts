// Completion: what the scripts offer, and the names that they ask for.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gatherVerbs } from "../../src/cli/verb-table.js";
import { rhohat, rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
for (const run of ["edges/20260101-000000-a", "mine"]) {
  mkdirSync(join(folder, "results", run, "figures"), { recursive: true });
  const record = { status: "done", experiment: "edges", startedAt: "2026-01-02T00:00:00.000Z" };
  writeFileSync(join(folder, "results", run, "run.json"), JSON.stringify(record));
  writeFileSync(join(folder, "results", run, "config.json"), "{}");
}
for (const name of ["atoms.png", "atoms.svg", "curves-dark.png", "curves.svg"])
  writeFileSync(join(folder, "results/mine/figures", name), "");
writeFileSync(join(folder, "results/mine/about.json"), JSON.stringify({ name: "best" }));

const said = async (what: string) => (await rhohatHere(["completion", what], { cwd: folder })).out;

test.each(["bash", "zsh", "fish"])("the script of %s has every verb and every option", async (shell) => {
  const script = await said(shell);
  for (const { verb, options } of await gatherVerbs()) {
    expect(script).toContain(verb);
    for (const { names } of options)
      expect(script).toContain(shell === "fish" ? `-l ${names[0]}` : `--${names[0]}`);
  }
});

test("the script that is printed is of the verbs as they were built", async () => {
  expect((await rhohat(["completion", "fish"])).out).toBe(await said("fish"));
});

test.each([
  ["runs", "latest edges mine edges/20260101-000000-a best"],
  ["figures", "atoms curves"],
])("completion %s", async (what, names) => {
  expect((await said(what)).trim().split("\n").sort()).toEqual(names.split(" ").sort());
});
test("completion keys and words: what --set and help take", async () => {
  const keys = (await said("keys")).trim().split("\n");
  const words = (await said("words")).trim().split("\n");
  expect(keys).toEqual(expect.arrayContaining(["model.rho=", "optimizer.iterations=", "seed="]));
  expect(words).toEqual(expect.arrayContaining(["roughness", "train", "model.rho", "rho", "FVU"]));
  expect([...keys, ...words].filter((word) => /[\s[\]$]/.test(word))).toEqual([]);
});
test("completion experiments", async () => {
  expect((await said("experiments")).split("\n")).toContain("natural-patches");
});

const hasBash = spawnSync("bash", ["--version"]).status === 0;
test.skipIf(!hasBash)("bash offers what can stand at the cursor", async () => {
  const script = join(folder, "script.bash");
  writeFileSync(script, await said("bash"));
  const lines = [
    "rhohat fig",
    "rhohat figures x --th",
    "rhohat figures x --theme ",
    "rhohat figures x --theme=",
    "rhohat show ",
    "rhohat run x --out ",
    "rhohat run x --engine w",
    "rhohat run x --set ",
    "rhohat help ",
  ];
  // The shell's own variables, as Tab sets them; the names are the answer's kind.
  const asked = lines.map(
    (line) => `COMP_WORDS=(${line}${line.endsWith(" ") ? '""' : ""})
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); COMPREPLY=(); _rhohat; echo "\${COMPREPLY[*]}"`,
  );
  const program = `source ${script}; rhohat() { echo "the-$2"; }\n${asked.join("\n")}`;
  expect(execFileSync("bash", ["-c", program]).toString().split("\n")).toEqual([
    "figures",
    "--theme",
    "light dark",
    "",
    "the-runs",
    "",
    "wasm",
    "the-keys",
    "the-words",
    "",
  ]);
});
