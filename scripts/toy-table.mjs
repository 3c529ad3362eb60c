// The runs of known-features as a table beside what SAELens 6.18 had: a text in Markdown.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const saelens = readJson(fileURLToPath(new URL("../test/golden/toy-table.json", import.meta.url)));

/** The columns: where a run has them, and to how many places they are told. */
const columns = [
  { name: "L0", key: "l0", of: ({ heldOut }) => heldOut.l0, places: 2 },
  { name: "FVU", key: "fvu", of: ({ heldOut }) => heldOut.fvu, places: 4 },
  { name: "MCC", key: "mcc", of: ({ truth }) => truth.mcc, places: 3 },
  { name: "MMCS", key: "mmcs", of: ({ truth }) => truth.mmcs, places: 3 },
  { name: "F1", key: "f1", of: ({ truth }) => truth.f1, places: 2 },
  { name: "dead", key: "dead", of: ({ heldOut }) => heldOut.metrics.dead, places: 1 },
];
/** A difference that no reader would see in a table: a share of the value, and a share of a latent */
const [SMALL, SMALL_COUNT] = [0.02, 1];
/** Spreads within which a value is where another was */
const SPREADS = 2;

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values) => {
  const centre = mean(values);
  return Math.sqrt(
    mean(values.map((value) => (value - centre) ** 2)) * (values.length / (values.length - 1)),
  );
};

/** What a column has of a row: ours, theirs, and a mark where they are further apart than seeds are. */
function cell({ key, of, places }, runs, row) {
  const values = runs.map(({ metrics }) => of(metrics));
  const [ours, theirs, ownSpread] = [mean(values), row[key], spread(values)];
  const small = key === "dead" ? SMALL_COUNT : SMALL * theirs;
  const within =
    Math.abs(ours - theirs) <= Math.max(SPREADS * Math.hypot(ownSpread, row.spread?.[key] ?? 0), small);
  return `${ours.toFixed(places)} ± ${ownSpread.toFixed(places)} (${theirs})${within ? "" : " \\*"}`;
}

/** The value of a key like initial.decoderNorm. */
const valueAt = (model, key) => key.split(".").reduce((found, part) => found?.[part], model);

/** The table of a sweep's folder. */
export function toyTable(folder) {
  const members = readdirSync(join(folder, "members")).map((name) => {
    const path = join(folder, "members", name);
    return { ...readJson(join(path, "config.json")), ...readJson(join(path, "run.json")) };
  });
  const lines = saelens.rows.map((row) => {
    const own = Object.entries(row.model);
    const runs = members.filter(({ model }) => own.every(([key, value]) => valueAt(model, key) === value));
    const title = own.map(([key, value]) => (key === "kind" ? value : `${key} ${value}`)).join(", ");
    return {
      count: runs.length,
      line: `| ${[title, ...columns.map((column) => cell(column, runs, row))].join(" | ")} |`,
    };
  });
  return `# Known features: where each kind ends

Made by [known-features](../../experiments/known-features.ts) and \`npm run gallery\`: mean ± standard deviation of
${lines[0].count} seeds, in brackets what SAELens 6.18 had as the mean of two. A star: further apart than ${SPREADS} standard deviations of
ours, and than ${100 * SMALL} % or ${SMALL_COUNT} latent. L0, FVU and dead latents, which none makes active, are of 4096 examples held out, MCC, MMCS and F1 of 20 000. Of SAELens'
BatchTopK, Matryoshka and JumpReLU not every setting is told: they stand here twice, and what has no stars is what SAELens
has. The header of the experiment says more.

| row | ${columns.map(({ name }) => name).join(" | ")} |
| --- | ${columns.map(() => "---").join(" | ")} |
${lines.map(({ line }) => line).join("\n")}
`;
}
