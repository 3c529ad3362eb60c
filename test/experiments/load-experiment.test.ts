// Experiment files as people write them: found by name, listed without being executed, told where they are wrong.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { listExperiments } from "../../src/experiments/find-experiment.js";
import { loadExperiment } from "../../src/experiments/load-experiment.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
function write(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content);
  return at(name);
}

const config = {
  name: "e",
  data: { kind: "array", path: "X.npy" },
  model: { kind: "classic", hidden: [3], output: "linear" },
  optimizer: { kind: "lbfgs", iterations: 2 },
};
const experiment = (inner: string) =>
  `import { defineExperiment } from "rhohat";\n\nexport default ${inner};\n`;
write(
  "X.npy",
  encodeNpy(
    Float64Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    [6, 4],
  ),
);

describe("a file that cannot be loaded is told in one line", () => {
  test.each<[string, string, RegExp]>([
    [
      "a syntax error, with line and column",
      experiment('defineExperiment({\n  name: "e",\n  data: { kind: "photos" }\n  model: {},\n})'),
      /^run: .*bad\.ts:6:3 must load as an experiment, loading it said: ParseError: Unexpected token, expected ","$/,
    ],
    [
      "an error while it runs, with its line",
      "interface Row {\n  a: number;\n}\n\nconst rows: Row[] = [];\nexport default { name: rows[0].a };\n",
      /^run: .*bad\.ts:6 must .* said: TypeError: Cannot read properties of undefined \(reading 'a'\)$/,
    ],
    [
      "an error of the library, where it was called",
      'import { loadArray } from "rhohat";\n\nexport default loadArray("nowhere.npy", { examples: "rows" });\n',
      /^run: .*bad\.ts:3 must .* said: readInput: nowhere\.npy must be a readable file, it does not exist$/,
    ],
    [
      "a name that rhohat lacks",
      'import { defineExperimnt } from "rhohat";\nexport default defineExperimnt({});\n',
      /^run: .*bad\.ts:2 must .* rhohat has no export named defineExperimnt; did you mean defineExperiment\?$/,
    ],
    [
      "a module that is not there",
      'import "./nowhere.js";\nexport default {};\n',
      /^run: .*bad\.ts:1 must .* said: Error: Cannot find module '\.\/nowhere\.js'$/,
    ],
    [
      "what is thrown and no error",
      'throw "no data today";\n',
      /bad\.ts must load .*, it threw "no data today"$/,
    ],
    [
      "no default export",
      experiment("defineExperiment({})").replace("export default", "export const config ="),
      /bad\.ts must have an experiment as its default export; as in: export default defineExperiment\(\{ … \}\)$/,
    ],
    [
      "a function as default export",
      experiment("() => defineExperiment({})"),
      /must have an experiment as its default export, got a function; as in/,
    ],
    ["a number as default export", "export default 3;\n", /as its default export, got 3; as in/],
    ["a bigint as default export", "export default 10n;\n", /bad\.ts .* default export, got 10n; as in/],
    ["null as default export", "export default null;\n", /bad\.ts .* default export, got null; as in/],
    ["undefined as default export", "export default undefined;\n", /bad\.ts .* default export; as in/],
    [
      "such a default of another file",
      'export { default } from "./undefined.ts";\n',
      /bad\.ts .* default export; as in/,
    ],
    ["an empty file", "", /bad\.ts must .* default export, got {}; as in/],
    ["module.exports of nothing", "module.exports = {};\n", /bad\.ts must .* default export, got {}; as in/],
    [
      "what throws when it is asked for",
      'export default {\n  name: "e",\n  data: { get kind() { throw new Error("getter"); } },\n};\n',
      /^run: .*bad\.ts:3 must load as an experiment, loading it said: Error: getter$/,
    ],
  ])("%s", async (_, source, message) => {
    write("undefined.ts", "export default undefined;\n");
    const error = await loadExperiment(write("bad.ts", source)).catch((reason) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
  });
  test("no default export, in a module that Node reads itself", async () => {
    await expect(loadExperiment(write("named.mjs", "export const a = 1;\n"))).rejects.toThrow(
      /^run: .*named\.mjs must have an experiment as its default export; as in/,
    );
  });
  test("--debug shows the cause", async () => {
    const { code, err } = await rhohatHere(["run", write("bad.ts", "null.x;\n"), "--debug"]);
    expect(code).toBe(2);
    expect(err).toMatch(/\[cause\]: TypeError: Cannot read properties of null[\s\S]*bad\.ts:1/);
  });
});

describe("JSON that is no config is told in one line", () => {
  test.each(["null", "5", "[]", '"x"'])("%s, with options as well", async (text) => {
    const run = ["run", write("n.json", text), "--out", at("never")];
    for (const options of [[], ["--seed", "1"], ["--set", "model.rho=0.1"]]) {
      const { code, err } = await rhohatHere([...run, ...options]);
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/^run: \S*n\.json: it must be an object, got .*\n$/),
      ]);
      expect(err).toContain(`got ${text}\n`);
    }
  });
  test.each([
    ['{\n  "a": [1,\n 2,]\n}', "3:4", "']' where a value should stand"],
    ['{"a": 1,}', "1:9", "'}' where a key in quotes should stand"],
    ["{'a': 1}", "1:2", "''' where a key in quotes or '}' should stand"],
    ['{"a": [1 2]}', "1:10", "'2' where ',' or ']' should stand"],
    ['{"a" 1}', "1:6", "'1' where ':' should stand"],
    ['{"a": NaN}', "1:7", "'NaN' where a value should stand"],
    ['{"a": 01}', "1:7", "'01' where a value should stand"],
    ['{"a": 1}\r\n}', "2:1", "'}' where the end should stand"],
    [
      '{"a": "C:\\data"}',
      "1:7",
      "'\"' where a text that ends on its line, each \\ in it written as \\\\ should stand",
    ],
  ])("%j, with line and column", async (text, place, said) => {
    const path = write("bad.json", text);
    await expect(loadExperiment(path)).rejects.toThrow(`run: ${path}:${place} must be JSON, it has ${said}`);
  });
  test("cut short", async () => {
    await expect(loadExperiment(write("bad.json", '{"a": [{}'))).rejects.toThrow(
      /:1:10 must be JSON, it ends where ',' or ']' should stand$/,
    );
  });
});

describe("a file of any spelling is loaded", () => {
  const text = JSON.stringify(config);
  const here = { ...config, data: { ...config.data, path: at("X.npy") } };
  test.each<[string, string, string | Uint8Array]>([
    [
      "TypeScript",
      "e.ts",
      `import { defineExperiment, type ExperimentConfig } from "rhohat";
      const config: ExperimentConfig = ${text}; export default defineExperiment(config);`,
    ],
    [
      "the whole library as one name",
      "f.mts",
      experiment(`rhohat.defineExperiment(${text})`).replace("{ defineExperiment }", "* as rhohat"),
    ],
    [
      "CommonJS",
      "e.cjs",
      `const { defineExperiment } = require("rhohat"); module.exports = defineExperiment(${text});`,
    ],
    [
      "CommonJS, compiled",
      "compiled.cjs",
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${text};`,
    ],
    ["a promise", "e.mjs", `export default Promise.resolve(${text});`],
    ["JSON with a byte-order mark", "config.json", `\ufeff${text}`],
    ["JSON in UTF-16, as PowerShell writes it", "wide.json", Buffer.from(`\ufeff${text}`, "utf16le")],
  ])("%s", async (_, name, source) => {
    expect(await loadExperiment(write(name, source))).toEqual(here);
  });
});

describe("list", () => {
  mkdirSync(at("project/experiments"), { recursive: true });
  const foreign =
    'import { writeFileSync } from "node:fs";\nconsole.log("x");\nwriteFileSync("SIDE_EFFECT", "");\n';
  const files = {
    "plot.js": `${foreign}process.exit(3);\n`,
    "wait.mjs": "// Not defineExperiment\nawait new Promise(() => {}, 'defineExperiment');\n",
    "own.ts": `${foreign}${experiment("defineExperiment({ question: \"Is \" + 'it' + `\\u2026?` })")}`,
    "plain.js":
      '/* What?\n *\n * Found: it\n * depends.\n *\n * More. */\nexport default { data: {}, /* question: "no" */ model: {}, optimizer: {}, question: why };\n',
    "broken.ts": experiment("defineExperiment({ question: 'Where?' name: '"),
  };
  for (const [name, source] of Object.entries(files)) write(`project/experiments/${name}`, source);
  mkdirSync(at("project/experiments/folder.ts"));

  test("names the experiments among a project's files and executes none", async () => {
    const { code, out } = await rhohatHere(["list", "--json"], { cwd: at("project") });
    expect(code).toBe(0);
    const own = JSON.parse(out).experiments.filter(({ path }: { path: string }) => /^experiments/.test(path));
    expect(own).toEqual([
      { name: "broken", question: "Where?", found: "", path: join("experiments", "broken.ts") },
      { name: "own", question: "Is it…?", found: "", path: join("experiments", "own.ts") },
      { name: "plain", question: "", found: "it depends.", path: join("experiments", "plain.js") },
    ]);
    expect(readdirSync(at("project"))).toEqual(["experiments"]);
  });
  test("what was found stands below the question, to the end of its paragraph", async () => {
    const { out } = await rhohatHere(["list"], { cwd: at("project") });
    expect(out).toMatch(/\nplain\n +Found: it depends\.\n/);
    expect(out).toMatch(/\nxor +Does .*\n +Found: yes\. Three tanh units .*\n/);
  });
  test("reads the questions of the shipped ones as they are", async () => {
    for (const { name, question } of listExperiments())
      expect(question).toBe((await loadExperiment(name)).question);
  });
});

describe("paths", () => {
  const before = process.cwd();
  beforeEach(() => process.chdir(folder));
  afterEach(() => process.chdir(before));
  const json = (...names: string[]) => JSON.parse(readFileSync(at(...names), "utf8"));

  test("in a file are relative to it, --set and flags to the working folder; config.json repeats from anywhere", async () => {
    mkdirSync(at("far/data"), { recursive: true });
    write("far/data/Y.npy", readFileSync(at("X.npy")));
    const file = write(
      "far/e.json",
      JSON.stringify({ ...config, data: { kind: "array", path: "data/Y.npy" } }),
    );
    const run = (words: string[], cwd: string) => rhohatHere([...words, "--no-figures", "--quiet"], { cwd });
    expect((await run(["run", file, "--out", at("one")], folder)).code).toBe(0);
    expect(json("one", "config.json").data.path).toBe(at("far/data/Y.npy"));
    expect((await run(["run", at("one/config.json"), "--out", at("two")], at("far"))).code).toBe(0);
    expect(json("two", "config.json")).toEqual(json("one", "config.json"));
    expect((await run(["run", file, "--set", "data.path=X.npy", "--out", at("three")], folder)).code).toBe(0);
    expect(json("three", "config.json").data.path).toBe(at("X.npy"));
    const train = ["train", "--data", "Y.npy", "--output", "linear", "--hidden", "2", "--iterations", "1"];
    expect((await run([...train, "--out", at("four")], at("far/data"))).code).toBe(0);
    expect(json("four", "config.json").data.path).toBe(at("far/data/Y.npy"));
  });
  test("of a folder, of θ₀ and of varied values as well", async () => {
    const file = write(
      "paths.ts",
      `export default {
        data: { source: { kind: "folder", path: "photos" } },
        model: { initial: { kind: "file", path: "../theta.npy" } },
        vary: { key: "data.source", values: [{ path: "a" }, { path: "/b" }] },
      };`,
    );
    expect(await loadExperiment(file)).toEqual({
      data: { source: { kind: "folder", path: at("photos") } },
      model: { initial: { kind: "file", path: join(folder, "../theta.npy") } },
      vary: { key: "data.source", values: [{ path: at("a") }, { path: "/b" }] },
    });
  });
});

test("nothing that is compiled lies in a folder that others share", async () => {
  const shared = at("shared");
  mkdirSync(shared);
  vi.stubEnv("TMPDIR", shared);
  await loadExperiment(write("cached.ts", "const name: string = 'e';\nexport default { name };\n"));
  vi.unstubAllEnvs();
  expect(readdirSync(shared)).toEqual([]);
});
