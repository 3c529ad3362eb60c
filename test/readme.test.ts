// The README is true: its commands run, its code compiles and runs, its links and pictures exist.

import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createJiti } from "jiti";
import { expect, test } from "vitest";
import { createRandom } from "../src/core/random.js";
import { encodeNpy } from "../src/data/io/npy.js";
import { rhohat, root } from "./support/command-line.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const folder = temporaryFolder();
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, text]) => text);
const commands = blocks("sh").flatMap((block) => block.trim().split("\n"));
const [experiment, library] = blocks("ts");

const random = createRandom(0);
writeFileSync(
  join(folder, "X.npy"),
  encodeNpy(
    Float64Array.from({ length: 200 * 16 }, () => random.normal()),
    [200, 16],
  ),
);
cpSync(join(root, "datasets/natural-photos/black-canyon.png"), join(folder, "photos/black-canyon.png"));
cpSync(
  join(root, "datasets/natural-photos/nagasaki-boats.png"),
  join(folder, "datasets/natural-photos/nagasaki-boats.png"),
);
writeFileSync(join(folder, "my-experiment.ts"), experiment);

/** Only smaller: the same command on less data, for fewer iterations. */
function reduced(words: string[]): string[] {
  if (words[0] === "train") return [...words, "--iterations", "3", "--patches", "200"];
  if (words[0] === "view") return [...words, "--port", "0"];
  if (words[0] !== "run") return words;
  const smaller = ["optimizer.iterations=3", "data.count=200"];
  return words.includes("--set") ? [...words, ...smaller] : [...words, "--set", ...smaller];
}

test("its commands run, one after the other", async () => {
  expect(commands.length).toBeGreaterThan(5);
  await rhohat(reduced(["run", "natural-patches"]), { cwd: folder }); // what npm start does
  for (const command of commands) {
    const [npx, name, ...words] = command.split(" ");
    expect([npx, name]).toEqual(["npx", "rhohat"]);
    const { code, err } = await rhohat(reduced(words), {
      cwd: folder,
      // The viewer goes on until it is told to end.
      onOut: (text, child) => text.includes("Ctrl-C ends it") && child.kill("SIGINT"),
    });
    expect(code, `${command}\n${err}`).toBe(0);
  }
});

test("its first experiment has ten lines", () =>
  expect(experiment.trim().split("\n").length).toBeLessThanOrEqual(10));

test("its library example runs", async () => {
  const file = join(folder, "library.ts");
  writeFileSync(file, library.replace('"X.npy"', JSON.stringify(join(folder, "X.npy"))));
  await createJiti(import.meta.url, { alias: { rhohat: join(root, "src/index.ts") } }).import(file);
});

test.each([...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target))(
  "what it points to exists: %s",
  (target) => {
    expect(existsSync(join(root, target))).toBe(true);
  },
);

test("its table names every verb", async () => {
  const { out } = await rhohat(["--help"]);
  const verbs = [...out.matchAll(/^ {2}rhohat ([a-z-]+)/gm)].map(([, verb]) => verb);
  expect(verbs.length).toBeGreaterThanOrEqual(6);
  for (const verb of verbs) expect(readme).toContain(`| \`rhohat ${verb}`);
});
