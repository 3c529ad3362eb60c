// rhohat check-gradients: analytic against numeric, for every kind of model there is, or an experiment's own.

import type { CommandModule } from "yargs";
import { parseConfig } from "../../config/parse.js";
import { rows, view } from "../../core/arrays.js";
import { inputError, RunError } from "../../core/errors.js";
import { inWords } from "../../core/in-words.js";
import { didYouMean } from "../../core/nearest.js";
import { loadExamples } from "../../experiments/load-examples.js";
import { loadExperiment } from "../../experiments/load-experiment.js";
import { modelFor, startingTheta } from "../../experiments/model.js";
import { createKernels } from "../../kernels/engine.js";
import { checkedKinds, kindCases } from "../../models/gradient-cases.js";
import { modelKind, modelKinds } from "../../models/registry.js";
import { type GradientCase, gradientCases } from "../../nn/gradient-cases.js";
import { checkGradient } from "../../nn/gradient-check.js";
import { objectiveOn } from "../../sae/loss-on.js";
import {
  assertMeant,
  engineOption,
  engineOptions,
  experimentOption,
  jsonOption,
  numberOption,
  quietOption,
  threadsOption,
} from "../options.js";
import { print, printJson, table } from "../output.js";
import { wholeNumber } from "../typed-values.js";

interface CheckArguments {
  experiment: string | undefined;
  model: string | undefined;
  examples: string | undefined;
  engine: string;
  threads: string;
  json: boolean;
  quiet: boolean;
}

/** So many of an experiment's, unless given */
const EXAMPLES = "10";

/** An experiment's own model at its initial values, on its first few examples. */
async function experimentCase(args: CheckArguments): Promise<GradientCase> {
  const { experiment = "" } = args;
  const examples = wholeNumber("check-gradients", "examples", args.examples ?? EXAMPLES, { least: 1 });
  const config = parseConfig(await loadExperiment(experiment), `check-gradients: ${experiment}`);
  const kernels = createKernels("float64", engineOptions(args));
  const dataset = await loadExamples(config);
  const few = (array: typeof dataset.x) => {
    const part = rows(array, 0, Math.min(examples, array.shape[0]));
    return view(part.data, part.shape, part.offset);
  };
  const data = { x: few(dataset.x), y: dataset.y === null ? null : few(dataset.y) };
  // With other keys its slopes stand for the gradient by design, and no numeric one agrees.
  const { differentiable } = modelKind(config.model.kind);
  const model = modelFor({ ...config, model: { ...config.model, ...differentiable } }, data);
  return {
    name: `${config.name}, ${model.title}`,
    objective: objectiveOn(kernels, model, data),
    theta: startingTheta(config, model, { dtype: kernels.dtype, x: data.x }),
    leavesOut: differentiable !== undefined,
  };
}

/** The kinds whose cases are those of networks */
const NETWORKS = ["classic", "network"];

/** The kinds that there is nothing of to check. */
const uncheckedKinds = (): string[] => {
  const known = [...NETWORKS, ...checkedKinds()];
  return modelKinds().filter((kind) => !known.includes(kind));
};

/** What makes a kind one that is checked. */
const CHECKED = "give `checked` to registerModel, [{}] for its defaults, or check an experiment";

/** Those of a kind of model, or of all. @throws {InputError} that names the nearest kind */
function casesOf(args: CheckArguments): GradientCase[] {
  const { model } = args;
  const known = [...NETWORKS, ...checkedKinds()];
  if (model !== undefined && !known.includes(model)) {
    const isKind = modelKinds().includes(model);
    const rule = isKind
      ? "name a kind that has `checked`, the keys of small models of it"
      : "name a kind of model";
    const remedy = isKind ? CHECKED : didYouMean(model, known);
    throw inputError("check-gradients", "--model", rule, model, remedy);
  }
  const kernels = createKernels("float64", engineOptions(args));
  const networks = model === undefined || NETWORKS.includes(model) ? gradientCases(kernels) : [];
  const others = checkedKinds().filter((kind) => model === undefined || model === kind);
  return [...networks, ...others.flatMap((kind) => kindCases(kernels, kind))];
}

export const checkGradientsCommand: CommandModule<object, CheckArguments> = {
  builder: (yargs) =>
    yargs
      .positional("experiment", {
        ...experimentOption,
        describe: "an experiment whose own model to check; every kind of model unless given",
      })
      .option("model", {
        type: "string",
        requiresArg: true,
        describe: "the kind of model to check alone",
      })
      .option("examples", {
        ...numberOption,
        defaultDescription: EXAMPLES,
        describe: "how many of the experiment's data",
      })
      .option("engine", engineOption)
      .option("threads", threadsOption)
      .option("json", jsonOption)
      .option("quiet", quietOption)
      .example(
        "$0 check-gradients",
        "every activation, penalty and depth of networks, and every kind of model",
      )
      .example("$0 check-gradients --model jumprelu", "a kind of model alone")
      .example("$0 check-gradients natural-patches", "the model of an experiment, on 10 of its examples"),
  handler: async (args) => {
    const { experiment, examples } = args;
    assertMeant("check-gradients", { examples }, "with an experiment", experiment !== undefined);
    assertMeant("check-gradients", { model: args.model }, "without an experiment", experiment === undefined);
    const cases = experiment === undefined ? casesOf(args) : [await experimentCase(args)];
    const results = cases.map(({ name, objective, theta }) => {
      const { error, limit } = checkGradient(objective, theta);
      return { name, error, limit, ok: error < limit };
    });
    const failed = results.filter(({ ok }) => !ok);
    const notChecked = experiment === undefined && args.model === undefined ? uncheckedKinds() : [];
    if (args.json) printJson({ ok: failed.length === 0, results, notChecked });
    else if (!args.quiet) {
      const line = ({ name, error, limit, ok }: (typeof results)[number]) => [
        name,
        error.toExponential(2),
        limit.toExponential(2),
        ok ? "ok" : "FAILED",
      ];
      const without = notChecked.map((kind) => [kind, "–", "–", "not checked"]);
      print(table(["model", "error", "limit", ""], [...results.map(line), ...without]));
      const worst = Math.max(...results.map(({ error }) => error));
      print(
        `\n‖numeric − analytic‖ / ‖numeric + analytic‖, ε = 1e-4: ${results.length} models, largest ${worst.toExponential(2)}`,
      );
    }
    if (cases.some(({ leavesOut }) => leavesOut) && !args.json && !args.quiet)
      print(
        "Left out is what is no derivative by design: straight-through slopes, AuxK, ghost gradients, detached terms.",
      );
    if (notChecked.length > 0)
      process.stderr.write(`check-gradients: not checked: ${inWords(notChecked, "and")}; ${CHECKED}\n`);
    if (failed.length > 0)
      throw new RunError(
        `check-gradients: every error must be below its limit, ${failed.length} of ${results.length} are not, first ${failed[0].name}`,
      );
  },
};
