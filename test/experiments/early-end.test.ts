import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { notFinite } from "../../src/experiments/early-end.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const config = parseConfig({
  name: "e",
  data: { kind: "array", path: "x.npy" },
  model: { kind: "topk" },
  optimizer: { kind: "adam", learningRate: 1e30 },
});
const state = { theta: new Float64Array(1), parts: {}, iteration: 4, evaluations: 5, stopped: null };

test.each([
  [Number.NaN, "the cost must stay finite, it became NaN at iteration 4"],
  [7.5e183, "the gradient must stay finite, that of the cost 7.5e+183 is not at iteration 4"],
])("a training that ends at the cost %d says what of it is no longer finite", (cost, said) => {
  const { message } = notFinite(new RunDirectory(temporaryFolder()), { ...state, cost }, config);
  expect(message).toBe(`run: ${said}; there is no checkpoint before it; lower learningRate (now 1e+30)`);
});
