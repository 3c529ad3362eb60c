// A run in one HTML file: the viewer's page with its answers inside, to open or to send.

import { dirname } from "node:path";
import { runPath } from "../core/run-address.js";
import { readAnnotations } from "../train/annotations.js";
import type { MetricsLine, RunDirectory, RunRecord } from "../train/run-directory.js";
import { thinLine } from "../viz/thin.js";
import { pageDocument } from "./document.js";
import { RunAnswers } from "./run-answers.js";

/** How and when a run has ended. */
export type Ending = Pick<RunRecord, "status" | "endedAt">;

/** Characters of feature pages: with everything else a report stays below 5 MB. */
const FEATURE_BUDGET = 3_500_000;

/**
 * The report of a run, from what its folder holds.
 *
 * @param ended - how and when the run has ended: run.json says so only after everything is written
 */
export function reportHtml(directory: RunDirectory, ended: Ending): string {
  const results = dirname(dirname(directory.path));
  const answers = new RunAnswers(results, directory);
  const detail = answers.detail();
  const { status } = ended;
  const record = { ...detail.record, ...ended };
  const summary = { ...detail.summary, status, checkpoints: detail.summary.checkpoints.slice(-1) };
  const { id } = summary;
  const embedded: Record<string, unknown> = {
    [runPath(id)]: { ...detail, record, summary, seeds: [] }, // other runs are not in it
    [runPath(id, "annotations")]: readAnnotations(directory),
    [runPath(id, "metrics")]: answers.metrics(shownMetrics(directory)),
    [runPath(id, "reconstructions")]: answers.reconstructions(),
  };
  let left = FEATURE_BUDGET;
  const step = summary.checkpoints.at(-1);
  for (const { layer, units, hasAtoms } of detail.layers) {
    const pathOf = (...parts: (string | number)[]) => runPath(id, "layers", layer, ...parts);
    embedded[pathOf()] = answers.layerAnswer(layer);
    embedded[`${pathOf("tiles")}?of=features&step=${step}`] = answers.tiles(layer, "features");
    if (hasAtoms) embedded[`${pathOf("tiles")}?of=atoms&step=${step}`] = answers.tiles(layer, "atoms");
    for (let unit = 0; unit < units && left > 0; unit++) {
      const feature = rounded(answers.feature(layer, unit));
      left -= JSON.stringify(feature).length;
      if (left > 0) embedded[`${pathOf("features", unit)}?step=${step}`] = feature;
    }
  }
  return pageDocument(`${summary.name ?? summary.experiment}: report`, embedded, `/run/${id}`);
}

/** As many lines of the metrics as its chart can show. */
const shownMetrics = (directory: RunDirectory): readonly MetricsLine[] =>
  thinLine(
    directory.readMetrics(),
    ({ iteration }) => iteration,
    ({ cost }) => cost,
  );

/** Numbers of a picture need no more than five digits. */
function rounded<Answer>(answer: Answer): Answer {
  return JSON.parse(
    JSON.stringify(answer, (_key, value) =>
      typeof value === "number" ? Number(value.toPrecision(5)) : value,
    ),
  );
}
