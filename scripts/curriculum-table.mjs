// The exercises of UFLDL as a table of what was published and what was reached: a text in Markdown.

import { exercises, publishedAs, reachedIn } from "../dist/cli/curriculum.js";
import { RunDirectory } from "../dist/train/run-directory.js";

const percent = (share) => `${(100 * share).toFixed(2)} %`;

/** @param folderOf - where the run of an experiment is */
export function curriculumTable(folderOf) {
  const lines = Object.entries(exercises).flatMap(([experiment, exercise]) => {
    const numbers = reachedIn(new RunDirectory(folderOf(experiment)));
    const link = `[${experiment}](../../experiments/${experiment}.ts)`;
    if (numbers.length === 0) return [`| ${exercise} | ${link} | | pictures | pictures |`];
    return numbers.map(({ name, published, reached }, i) => {
      const shown = name.endsWith("accuracy") ? percent : (value) => Number(value.toPrecision(4));
      const before = i === 0 ? `${exercise} | ${link}` : " | ";
      return `| ${before} | ${name} | ${publishedAs(name, published, shown)} | ${shown(reached)} |`;
    });
  });
  return `# The exercises of UFLDL

Made by \`npm run gallery\`. \`rhohat run curriculum\` prints the same table, and the times too.

| exercise | experiment | number | published | reached |
| --- | --- | --- | --- | --- |
${lines.join("\n")}
`;
}
