// A model with fewer latents than it keeps, at every budget of its curve: its error, the latents in use, and what becomes of
// some examples.

import { contiguous, dtypeOf, type FloatArray, matrix, rows, toDType, view } from "../core/arrays.js";
import { extent } from "../core/extent.js";
import { rowOf } from "../core/rows.js";
import { createKernels } from "../kernels/engine.js";
import { keptCounts, strongestFirst } from "../metrics/budget-curve.js";
import { rowsIn } from "../metrics/metric.js";
import { toBytes } from "../viz/tile-bytes.js";
import type { BudgetsAnswer } from "./answers.js";
import { rankingScales } from "./closer-look.js";
import type { RunAnswers } from "./run-answers.js";

/** Examples that are reconstructed at each budget. */
const SHOWN = 12;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

/** Null of a run whose model keeps no latents by their rank, or that was inspected before budgets were. */
export function budgetAnswer(run: RunAnswers): BudgetsAnswer | null {
  const inspection = run.inspection();
  const { model, theta, layers, pixels } = run.model();
  const [{ atoms }] = layers;
  const curve = inspection?.budgets ?? null;
  const kept = inspection?.reconstructions ?? null;
  if (curve === null || kept === null || atoms === null) return null;
  const by = { over: curve.over, scales: rankingScales(model, atoms) };
  const budgets = curve.k.length;
  const some = rows(kept.x, 0, Math.min(SHOWN, kept.index.length));
  const [shown, n] = some.shape;
  const kernels = createKernels(dtypeOf(theta), { engine: "reference" });
  const made = new Float64Array(budgets * shown * n);
  model
    .createPass(kernels, theta, shown)
    .run(matrix(toDType(contiguous(some), kernels.dtype), shown, n), (from, seen) => {
      let example = from;
      for (const { output, latents, active } of rowsIn({ ...seen, latents: seen.latents[0] })) {
        const order = strongestFirst(latents, active, by);
        const counts = keptCounts(latents, order, by, curve);
        let kept = order.length;
        for (let budget = budgets - 1; budget >= 0; budget--) {
          for (; kept > counts[budget]; kept--) {
            const j = order[kept - 1];
            for (const [i, value] of rowOf(atoms, j).entries()) output[i] -= latents[j] * value;
          }
          made.set(output, (budget * shown + example) * n);
        }
        example += 1;
      }
    });
  const inPixels = pixels();
  const shownAs = (values: FloatArray) => {
    const examples = view(values, [values.length / n, n]);
    return contiguous(inPixels?.examples(examples) ?? examples);
  };
  const before = shownAs(contiguous(some));
  const [low, high] = extent(before);
  return {
    over: curve.over,
    k: Array.from(curve.k),
    fvu: Array.from(curve.fvu),
    active: Array.from(curve.active),
    first: Array.from(curve.first),
    forEveryBudget: model.ranking?.forEveryBudget === true,
    index: Array.from(kept.index.subarray(0, shown)),
    x: base64(toBytes(before, low, high)),
    made: base64(toBytes(shownAs(made), low, high)),
  };
}
