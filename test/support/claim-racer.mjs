// A process that takes a run's folder when it is told to, and holds it until its input ends.

import { takeClaim } from "../../dist/train/claim.js";
import { RunDirectory } from "../../dist/train/run-directory.js";
import { startRun } from "../../dist/train/start-run.js";

const start = { config: { a: 1 }, record: { status: "running", experiment: "e", startedAt: "" } };

process.stdin.setEncoding("utf8");
process.stdin.on("data", (line) => {
  const { kind, path } = JSON.parse(line);
  try {
    if (kind === "resume") takeClaim(new RunDirectory(path).path);
    const place = kind === "out" ? { out: path } : { results: path, experiment: "e" };
    const won = kind === "resume" ? path : startRun(place, start).directory.path;
    process.stdout.write(`${JSON.stringify({ won })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ lost: `${error.name}: ${error.message}` })}\n`);
  }
});
process.stdin.on("end", () => process.exit());
process.stdout.write("ready\n");
