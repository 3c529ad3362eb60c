// The numbers people look at first, with their names.

import { quantity } from "../core/in-words.js";
import { readableNumber } from "../core/readable-number.js";
import { stopReasons } from "../optim/minimiser.js";
import type { BudgetNumbers, FinalNumbers, HeldOutNumbers, LayerNumbers } from "../train/run-record.js";
import { dataDoNotVary } from "./run-warning.js";

const format = (value: number | null) => (value === null ? "–" : readableNumber(value));

type Headline = { readonly label: string; readonly value: string };

/** What is known of a model on data, whether or not it was just trained. */
type ModelNumbers = Omit<FinalNumbers, "iterations" | "evaluations" | "seconds" | "stopped">;

/** "128: 12 idle, 3 constant, 12 silent, 5 dense; 8 active on an example" */
function unitsText({ units, idle, constant, silent, dense, active }: LayerNumbers): string {
  const counts = { idle: idle === constant ? null : idle, constant, silent, dense };
  const told = Object.entries(counts).flatMap(([name, count]) =>
    typeof count === "number" ? [`${count} ${name}`] : [],
  );
  return `${units}: ${told.join(", ")}; ${format(active)} active on an example`;
}

/** What the units of a layer do, and how many are like others. */
function layerLines(layer: string, numbers: LayerNumbers): Headline[] {
  const { units, twins, copies } = numbers;
  const told = { label: `units of hidden layer ${layer}`, value: unitsText(numbers) };
  if (twins === undefined || copies === undefined) return [told];
  const value = `${twins} of ${units}; ${quantity(copies, "copy", "copies")}`;
  return [told, { label: `negative twins of hidden layer ${layer}`, value }];
}

function fvuLine(numbers: ModelNumbers): Headline[] {
  const { fvu = null } = numbers;
  const label = "variance unexplained, FVU";
  if (fvu !== null) return [{ label, value: format(fvu) }];
  return dataDoNotVary(numbers) ? [{ label, value: "–, the data do not vary" }] : [];
}

/** "MCC 0.98, MMCS 0.99, F1 0.7, uniqueness 0.95" */
function truthLine({ truth }: ModelNumbers): Headline[] {
  if (truth === undefined) return [];
  const { atoms, examples, heldOut, mcc, mmcs, f1, uniqueness } = truth;
  const told = Object.entries({ MCC: mcc, MMCS: mmcs, F1: f1, uniqueness });
  const numbers = told.map(([name, value]) => `${name} ${format(value)}`).join(", ");
  const on = `F1 on ${quantity(examples, "example")}${heldOut ? " held out" : ""}`;
  return [{ label: `against the ${quantity(atoms, "true feature")}`, value: `${numbers}; ${on}` }];
}

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

/** "92.60 % of 10000 test examples, 93.80 % of the 60000 it was trained on" */
function accuracyLine({ classification }: ModelNumbers): Headline[] {
  if (classification === undefined) return [];
  const { train, test } = classification;
  const trained = `${percent(train.accuracy)} of ${test === undefined ? quantity(train.examples, "example") : `the ${train.examples} it was trained on`}`;
  const value =
    test === undefined
      ? trained
      : `${percent(test.accuracy)} of ${quantity(test.examples, "test example")}, ${trained}`;
  return [{ label: "taken for the right class", value }];
}

/** "1: 0.624, 2: 0.461, 4: 0.31" */
const budgetsText = (budgets: readonly BudgetNumbers[]) =>
  budgets.map(({ k, fvu }) => `${k}: ${format(fvu)}`).join(", ");

/** "FVU 0.12, loss 3.4, 7.9 active", or of a classifier "97.80 % taken for the right class, loss 0.07" */
const heldOutText = ({ accuracy, fvu, cost, l0 }: HeldOutNumbers) =>
  accuracy === undefined
    ? `FVU ${format(fvu)}, loss ${format(cost)}, ${format(l0)} active`
    : `${percent(accuracy)} taken for the right class, loss ${format(cost)}`;

export function headlines(numbers: FinalNumbers | ModelNumbers): Headline[] {
  const {
    cost,
    parts,
    budgets = [],
    rhoHat = {},
    layers = {},
    roughness = null,
    lookedAt,
    heldOut,
    coefficient,
  } = numbers;
  return [
    { label: "cost J", value: format(cost) },
    ...Object.entries(parts).map(([label, value]) => ({ label, value: format(value) })),
    ...accuracyLine(numbers),
    ...fvuLine(numbers),
    ...truthLine(numbers),
    ...(budgets.length === 0 ? [] : [{ label: "FVU with fewer latents", value: budgetsText(budgets) }]),
    ...Object.entries(rhoHat).map(([layer, { min, mean, max }]) => ({
      label: `ρ̂ of hidden layer ${layer}`,
      value: `${format(mean)} (${format(min)} to ${format(max)})`,
    })),
    ...Object.entries(layers).flatMap(([layer, numbers]) => layerLines(layer, numbers)),
    ...(roughness === null ? [] : [{ label: "roughness of the features", value: format(roughness) }]),
    ...(coefficient === undefined
      ? []
      : [{ label: "coefficient λ of the penalty, at the end", value: format(coefficient) }]),
    ...(heldOut === undefined
      ? []
      : [
          {
            label: "held out",
            value: `${heldOutText(heldOut)}; ${quantity(heldOut.examples, "example")}`,
          },
        ]),
    ...(lookedAt === undefined
      ? []
      : [
          {
            label: "examples looked at",
            value: `${lookedAt.examples} of ${lookedAt.of}, drawn at random`,
          },
        ]),
    ...("iterations" in numbers ? training(numbers) : []),
  ];
}

function training({ iterations, evaluations, seconds, stopped }: FinalNumbers): Headline[] {
  return [
    { label: "iterations", value: `${iterations} (${evaluations} evaluations)` },
    { label: "training time", value: `${seconds.toFixed(1)} s` },
    { label: "stopped", value: stopReasons[stopped] },
  ];
}
