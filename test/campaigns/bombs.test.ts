// Image files made to exhaust the machine. In every test run all in one process; by hand one process each, with figures.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { rounds } from "../support/campaign.js";
import { bombs } from "../support/image-bombs.js";

const jiti = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib/jiti-cli.mjs");
const program = fileURLToPath(new URL("../support/set-off-bombs.ts", import.meta.url));

interface SetOff {
  readonly name: string;
  readonly said: string;
  readonly seconds: number;
  readonly megabytes: number;
}

function setOff(numbers: readonly number[]): SetOff[] {
  const output = execFileSync(process.execPath, ["--expose-gc", jiti, program, ...numbers.map(String)], {
    encoding: "utf8",
  });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SetOff);
}

test("every bomb is refused in one line, within 500 MB", () => {
  const apart = rounds(0, bombs.length);
  const results = apart === 0 ? setOff([]) : bombs.flatMap((_, number) => setOff([number]));
  if (apart > 0) {
    const figures = results.map(
      ({ seconds, megabytes, name }) => `${seconds.toFixed(2)} s  ${Math.round(megabytes)} MB  ${name}`,
    );
    process.stdout.write(`${figures.join("\n")}\n`);
  }
  expect(results.map(({ name }) => name)).toEqual(bombs.map(({ name }) => name));
  for (const { name, said, megabytes } of results) {
    expect(said, name).toMatch(/^InputError: decode(Png|Jpeg): bomb must be a whole .+, [^\n]+$/);
    expect(megabytes, name).toBeLessThan(500);
  }
});
