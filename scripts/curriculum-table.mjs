// The exercises of UFLDL as a table of what was published and what was reached: a text in Markdown.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exercises } from "../dist/cli/curriculum.js";

const percent = (share) => `${(100 * share).toFixed(2)} %`;

/** @param folderOf - where the run of an experiment is */
export function curriculumTable(folderOf) {
  const lines = Object.entries(exercises).flatMap(([experiment, exercise]) => {
    const folder = folderOf(experiment);
    const { published = [], metrics } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    const link = `[${experiment}](../../experiments/${experiment}.ts)`;
    if (published.length === 0) {
      const cost = metrics === undefined ? "" : `J ${Number(metrics.cost.toPrecision(4))}`;
      return [`| ${exercise} | ${link} | | pictures | ${cost} |`];
    }
    return published.map(({ name, published: given, reached }, i) => {
      const [of, to] = name.includes("accuracy") ? [percent(given), percent(reached)] : [given, reached];
      return `| ${i === 0 ? exercise : ""} | ${i === 0 ? link : ""} | ${name} | ${of} | ${to} |`;
    });
  });
  return `# The exercises of UFLDL

Made by \`npm run gallery\`, on the engine with the same bits on every machine. \`rhohat run curriculum\` makes them on the fastest one,
and tells the times too.

| exercise | experiment | number | published | reached |
| --- | --- | --- | --- | --- |
${lines.join("\n")}
`;
}
