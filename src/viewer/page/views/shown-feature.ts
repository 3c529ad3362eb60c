// What the parts of a feature's page are given.

import type { FeatureAnswer, RunDetail } from "../../../inspect/answers.js";

export interface ShownFeature {
  readonly detail: RunDetail;
  readonly feature: FeatureAnswer;
}
