// What the sanity check says, a line each.

import { readableNumber } from "../core/readable-number.js";
import type { StableAtoms } from "../metrics/atoms/stability.js";
import { mean } from "../metrics/average.js";
import type { Contestant } from "./sanity.js";

/** One line of the check. */
export interface Verdict {
  readonly about: string;
  /** Whether it is more than chance, or than a baseline; null where it is a thing to know */
  readonly ok: boolean | null;
  readonly text: string;
}

/** Part of the best baseline's FVU that a run has to be below. */
const BETTER = 0.95;
/** Share of the features that have to come again, on average. */
const STEADY = 0.5;
/** Share of the units that may be idle, or copies. */
const WASTED = 0.1;

const three = (value: number | null | undefined) => (value == null ? "–" : readableNumber(value, 3));
const two = (value: number) => String(Number(value.toFixed(2)));

function aboutError(run: Contestant, baselines: readonly Contestant[]): Verdict {
  const told = baselines.map(({ name, numbers }) => `${name} ${three(numbers.fvu)}`).join(", ");
  const best = Math.min(...baselines.map(({ numbers }) => numbers.fvu ?? Number.POSITIVE_INFINITY));
  const ok = (run.numbers.fvu ?? Number.POSITIVE_INFINITY) < BETTER * best;
  return {
    about: "reconstruction",
    ok,
    text: `FVU ${three(run.numbers.fvu)}${ok ? ", below every baseline" : ", no better than a baseline"}: ${told}`,
  };
}

function aboutStability({ means, chance, returns }: StableAtoms): Verdict {
  const [matched, again] = [mean(means), mean(returns)];
  const ok = matched > chance.most && again >= STEADY;
  const how = matched > chance.most ? "above chance" : "no more than chance";
  return {
    about: "stability",
    ok,
    text: `matched |cosine| with other seeds ${two(matched)}, ${how} (${two(chance.least)} to ${two(chance.most)}); a feature comes again in ${Math.round(100 * again)} % of them`,
  };
}

function aboutUnits({ numbers: { layers = {} } }: Contestant): Verdict[] {
  return Object.entries(layers).flatMap(([layer, { units, constant, idle, copies = 0, twins = 0 }]) => {
    if (constant === null) return [];
    const of = Object.keys(layers).length === 1 ? "" : ` of layer ${layer}`;
    return [
      {
        about: "effective units",
        ok: Math.max(constant, copies) <= WASTED * units,
        text: `${units - constant} of ${units}${of}: ${constant} constant; ${copies} have a copy`,
      },
      // Units that are idle are the constant ones, and others that hardly do anything.
      ...(idle == null || idle === constant
        ? []
        : [
            {
              about: "units at work",
              ok: idle <= WASTED * units,
              text: `${units - idle} of ${units}${of}: ${idle} idle, ${idle - constant} of them weak and active on no example`,
            },
          ]),
      {
        about: "negative twins",
        ok: null,
        text: `${twins} of ${units}${of}: both signs of a feature${twins > units / 3 ? "; abstopk needs one latent for the two" : ""}`,
      },
    ];
  });
}

/** The lines, in order: error, stability, units, the truth where it is known, the doctor. */
export function verdictsOf({
  run,
  baselines,
  stable,
}: {
  readonly run: Contestant;
  readonly baselines: readonly Contestant[];
  readonly stable: StableAtoms | null;
}): Verdict[] {
  const { findings = [] } = run.numbers;
  return [
    ...(baselines.length === 0 ? [] : [aboutError(run, baselines)]),
    ...(stable === null ? [] : [aboutStability(stable)]),
    ...aboutUnits(run),
    ...(findings.length === 0
      ? [{ about: "doctor", ok: true, text: "finds nothing amiss" }]
      : findings.map(({ text, remedy }) => ({ about: "doctor", ok: false, text: `${text}; try ${remedy}` }))),
  ];
}
