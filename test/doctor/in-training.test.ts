// The doctor after trainings as they are typed: what provokes a rule there, and what does not.

import { join } from "node:path";
import { expect, test } from "vitest";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
let made = 0;

/** The rules that find something after a training of JumpReLU with batches of 64. */
async function findings(...words: string[]): Promise<string[]> {
  const data = ["--data", "sparse-toy", "--examples", "2000", "--batch", "64", "--iterations", "1000"];
  const model = ["--model", "jumprelu", "--latents", "32", "--l0-warm-up", "1000", "--no-figures", "--json"];
  const out = join(folder, String(made++));
  const { out: text, err } = await rhohatHere(["train", ...data, ...model, ...words, "--out", out]);
  expect(err).not.toContain("train:");
  return JSON.parse(text).findings.map(({ rule }: { rule: string }) => rule);
}

test("a coefficient that cannot act is found, though L0 differs from batch to batch", async () => {
  expect(await findings("--l0", "10", "--learning-rate", "1e-9")).toContain("flat-coefficient");
});

test("one that acts is not", async () => {
  expect(await findings("--l0", "1", "--learning-rate", "0.01")).not.toContain("flat-coefficient");
});
