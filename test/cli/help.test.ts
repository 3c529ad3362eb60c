// rhohat help <word>: verbs, options, keys and the glossary, and what was meant.

import { expect, test } from "vitest";
import { verbNames } from "../../src/cli/verbs.js";
import { configKeys } from "../../src/config/keys.js";
import { entryFor, entryOf, glossary, glossaryWords } from "../../src/core/glossary.js";
import { rhohatHere } from "../support/command-line.js";

test.each([
  ["FVU", /^FVU .*\n {2}The fraction of the data's variance [\s\S]*\n {2}Σ_i ‖x\(i\) − x̂\(i\)‖² \//],
  ["roughness", /^roughness\n {2}How much a tile looks like noise/],
  ["rho", /^ρ {2}\(rho, .*\n[\s\S]*\nmodel\.rho {2}ρ\n[\s\S]* {2}rhohat train --rho\n/],
  ["rho hat", /^ρ̂ {2}/],
  ["SAE", /^sparse autoencoder .*\n/],
  ["weightDecay", /^λ {2}[\s\S]*\nmodel\.weightDecay {2}λ\n/],
  ["model.data", /^help: word must /],
  ["checkpointEvery", /^checkpointEvery\n[\s\S]*--checkpoint-every\n/],
  ["--take-over", /^--take-over {2}of rhohat run\n {2}\S/],
  ["effective units", /^effective unit /],
  ["silent unit", /^silent/],
  ["dense", /^dense .*\n {2}A dense latent .*\n[\s\S]*density > 0\.1/],
  ["copy", /^copy .*\n {2}A unit whose atom/],
  ["twin", /^twin .*\n {2}A unit whose atom/],
  ["negative twins", /^twin /],
  ["Gabor fits", /^Gabor/],
  ["chance", /^comes again .*by chance/],
  ["real", /^comes again /],
  ["divergence", /^KL /],
  ["average", /^help: word must /],
  ["version", /(?:^|\n)--version {2}of every verb\n {2}the version of rhohat\n$/],
  ["debug", /^--debug {2}of every verb\n {2}show the stack of an error\n/],
  ["--json", /^--json {2}of rhohat .*list.*\n {2}print one JSON object\n/],
  ["evaluate", /^rhohat evaluate \[run\]\n/],
  ["roughnes", /got roughnes; did you mean roughness\?\n$/],
  ["exprot", /got exprot; did you mean export\?\n$/],
  ["wieghtDecay", /did you mean weightDecay\?\n$/],
  ["qqqq", /got qqqq; rhohat help lists the verbs, rhohat <verb> --help its options, /],
])("help %s", async (word, said) => {
  const { code, out, err } = await rhohatHere(["help", word]);
  expect(out + err).toMatch(said);
  expect(code).toBe(err === "" ? 0 : 2);
});

test("every symbol of the config that is a letter has an entry, and no name leads to two", () => {
  const letters = configKeys()
    .map(({ symbol }) => symbol)
    .filter((symbol) => /^\p{Script=Greek}$/u.test(symbol));
  expect(letters.length).toBeGreaterThan(4);
  expect(letters.filter((letter) => entryOf(letter)?.word !== letter)).toEqual([]);
  expect(new Set(glossaryWords).size).toBe(glossaryWords.length);
});

test("an entry is found by each of its names, and is one or two plain sentences", () => {
  for (const entry of glossary) {
    for (const name of [entry.word, ...(entry.also ?? [])])
      for (const find of [entryOf, entryFor]) expect(find(name)).toBe(entry);
    expect(entry.says).toMatch(/\.$/);
    expect(entry.says.length).toBeLessThan(260);
  }
});

test.each(
  "softmax accuracy confusion stages whitening pooling convolution self-taught ICA RICA topographic fine-tuning stacked".split(
    " ",
  ),
)("%s, a word of the curriculum, has an entry", (word) => {
  expect(entryOf(word)?.says).toMatch(/\.$/);
});

test("each example of a verb stands whole on a line of its own, below what it does, on 80 columns too", async () => {
  const { columns } = process.stdout;
  process.stdout.columns = 80;
  try {
    for (const verb of verbNames) {
      const { out } = await rhohatHere([verb, "--help"]);
      const [, shown = ""] = /\nExamples:\n((?: {2}.*\n)*)/.exec(out) ?? [];
      expect(shown, verb).toMatch(/^(?: {2}# .*\n {2}(?:rhohat|source) .*\n)*$/);
    }
    expect((await rhohatHere(["data", "--help"])).out).toContain(
      "\n  # for other programs\n  rhohat data X.npy --columns --preprocess zca-whiten:epsilon=0.1 --out Y.npy\n",
    );
  } finally {
    process.stdout.columns = columns;
  }
});
