// rhohat suggest-l0: c_dec over L0, of the settings of a sweep.

import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { meanAndDeviation } from "../../core/mean-and-deviation.js";
import { writeFigure } from "../../experiments/figures.js";
import {
  membersAtL0,
  type SettingAtL0,
  settingsAtL0,
  suggestL0Figure,
} from "../../experiments/suggest-l0.js";
import { runSubtitle } from "../../inspect/run-subtitle.js";
import { withSubtitle } from "../../viz/subtitle.js";
import type { Repeated } from "../../viz/value-charts.js";
import { colours } from "../colours.js";
import { taking } from "../declared.js";
import { findRun } from "../find-run.js";
import { figuresOption, jsonOption, resultsOption } from "../options.js";
import { print, printJson, printPictures, short, shownPath, table } from "../output.js";

interface SuggestArguments {
  sweep: string;
  results: string;
  figures: boolean;
  json: boolean;
}

/** Settings that make a curve, at least. */
const FEWEST = 3;

const HINT =
  "a hint, not a proof: in toy models c_dec, the mean |cosine| of two atoms, is smallest near the true L0 (arXiv 2508.16560)";

/** A row a setting; with ± where seeds repeat any. */
function settingsTable(settings: readonly SettingAtL0[], best: SettingAtL0): string {
  const isRepeated = settings.some(({ members }) => members.length > 1);
  const told = (number: Repeated | null) =>
    number !== null && isRepeated ? meanAndDeviation(number.mean, number.deviation) : short(number?.mean);
  return table(
    [isRepeated ? "setting" : "run", ...(isRepeated ? ["seeds"] : []), "L0", "c_dec", "FVU"],
    settings.map((own) => [
      own.label,
      ...(isRepeated ? [String(own.members.length)] : []),
      told(own.l0),
      `${told(own.cDec)}${own === best ? " ←" : ""}`,
      told(own.fvu),
    ]),
  );
}

export const suggestL0Command: CommandModule<object, SuggestArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "sweep",
        taking("runs", {
          type: "string",
          demandOption: true,
          describe:
            "a sweep over k, or over a penalty's weight: its folder or name, an experiment for its newest, or latest",
        }),
      )
      .option("results", resultsOption)
      .option("figures", figuresOption)
      .option("json", jsonOption)
      .example("$0 train --data photos --model topk --top-k 1,2,4,8,16", "makes such a sweep")
      .example("$0 suggest-l0 latest", "the curve, and where it is smallest"),
  handler: ({ sweep: name, results, figures, json }) => {
    const sweep = findRun("suggest-l0", name, results);
    const members = membersAtL0(sweep);
    const settings = settingsAtL0(members);
    if (settings.length < FEWEST)
      throw new InputError(
        `suggest-l0: <sweep> must have three settings with atoms that are done, ${shownPath(sweep.path)} has ${settings.length}; make them: rhohat train --data photos --model topk --top-k 1,2,4,8,16`,
      );
    const best = settings.reduce((least, own) => (own.cDec.mean < least.cDec.mean ? own : least));
    const atEnd = best === settings[0] || best === settings[settings.length - 1];
    const written = figures
      ? writeFigure(sweep, {
          file: "suggest-l0",
          content: withSubtitle(suggestL0Figure(settings), runSubtitle(sweep), "light"),
        })
      : [];
    if (json) {
      printJson({
        members: members.map(({ set: _, ...own }) => own),
        settings: settings.map(({ members: own, ...numbers }) => ({ ...numbers, seeds: own.length })),
        suggested: best.l0.mean,
        atEnd,
        figures: written,
      });
      return;
    }
    print(settingsTable(settings, best));
    print(
      `\nc_dec is smallest at an L0 of ${colours.bold(short(best.l0.mean))}${atEnd ? ", the end of those tried: try others beyond it" : ""}; ${HINT}`,
    );
    printPictures(written);
  },
};
