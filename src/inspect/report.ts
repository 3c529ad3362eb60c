// A run in one HTML file: the viewer's page with its answers inside, to open or to send.

import { dirname } from "node:path";
import type { RunDirectory, RunRecord } from "../train/run-directory.js";
import { pageDocument } from "./document.js";
import { featureAnswersOf, runAnswersOf } from "./embedded.js";
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
  const alone = { ...detail, record, summary, seeds: [] }; // other runs are not in it
  const embedded = {
    ...runAnswersOf(answers, alone, summary.checkpoints),
    ...featureAnswersOf(answers, alone, FEATURE_BUDGET),
  };
  return pageDocument(`${summary.name ?? summary.experiment}: report`, embedded, `/run/${id}`);
}
