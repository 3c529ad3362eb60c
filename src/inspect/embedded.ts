// The answers about a run that stand in a page which asks no server.

import type { SaidOfRun } from "../core/annotation.js";
import { runPath } from "../core/run-address.js";
import { annotationsOrNone } from "../train/annotations.js";
import type { MetricsLine, RunDirectory } from "../train/run-directory.js";
import { thinLine } from "../viz/thin.js";
import type { RunDetail } from "./answers.js";
import { budgetAnswer } from "./budget-answer.js";
import type { RunAnswers } from "./run-answers.js";

/** Answers by their addresses. */
export type Answers = Record<string, unknown>;

/** Of a run for those who have not the folders of whoever made it: it is repeated with what the page lets them keep. */
export const detailAlone = (detail: RunDetail): RunDetail => ({
  ...detail,
  repeat: "npx rhohat run config.json",
});

/** Everything about a run but its features one by one. @param steps - checkpoints whose tiles are in it */
export function runAnswersOf(answers: RunAnswers, detail: RunDetail, steps: readonly number[]): Answers {
  const { directory } = answers;
  const { id } = detail.summary;
  const found: Answers = {
    [runPath(id)]: detailAlone(detail),
    [runPath(id, "annotations")]: { said: annotationsOrNone(directory).said, unread: {} } satisfies SaidOfRun,
    [runPath(id, "metrics")]: answers.metrics(shownMetrics(directory)),
    [runPath(id, "reconstructions")]: answers.reconstructions(),
  };
  if (detail.hasBudgets) found[runPath(id, "budgets")] = rounded(budgetAnswer(answers));
  for (const { layer, hasAtoms } of detail.layers) {
    found[runPath(id, "layers", layer)] = answers.layerAnswer(layer);
    for (const step of steps)
      for (const of of hasAtoms ? (["features", "atoms"] as const) : (["features"] as const))
        found[`${runPath(id, "layers", layer, "tiles")}?of=${of}&step=${step}`] = answers.tiles(
          layer,
          of,
          step,
        );
  }
  return found;
}

/** The pages of the features of a run as it was trained last: the first ones, as far as so many characters reach. */
export function featureAnswersOf(answers: RunAnswers, detail: RunDetail, most: number): Answers {
  const { id, checkpoints } = detail.summary;
  const found: Answers = {};
  let left = most;
  for (const { layer, units } of detail.layers)
    for (let unit = 0; unit < units && left > 0; unit++) {
      const feature = rounded(answers.feature(layer, unit));
      left -= JSON.stringify(feature).length;
      if (left > 0)
        found[`${runPath(id, "layers", layer, "features", unit)}?step=${checkpoints.at(-1)}`] = feature;
    }
  return found;
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
