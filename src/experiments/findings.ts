// What came of the experiments of this machine, as their files say.

import type { FindingAnswer } from "../inspect/answers.js";
import { listExperiments } from "./find-experiment.js";

/** Of each that says what was found. */
export const findings = (): FindingAnswer[] =>
  listExperiments()
    .filter(({ found }) => found !== "")
    .map(({ name, question, found }) => ({ experiment: name, question, found }));
