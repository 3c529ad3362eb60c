// rhohat suggest-l0: c_dec over L0, of the members of a sweep.

import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { writeFigure } from "../../experiments/figures.js";
import { membersAtL0, suggestL0Figure } from "../../experiments/suggest-l0.js";
import { runSubtitle } from "../../inspect/run-subtitle.js";
import { withSubtitle } from "../../viz/subtitle.js";
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

/** Members that make a curve, at least. */
const FEWEST = 3;

const HINT =
  "a hint, not a proof: in toy models c_dec, the mean |cosine| of two atoms, is smallest near the true L0 (arXiv 2508.16560)";

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
    if (members.length < FEWEST)
      throw new InputError(
        `suggest-l0: <sweep> must have three members with atoms that are done, ${shownPath(sweep.path)} has ${members.length}; make one: rhohat train --data photos --model topk --top-k 1,2,4,8,16`,
      );
    const best = members.reduce((least, own) => (own.cDec < least.cDec ? own : least));
    const atEnd = best === members[0] || best === members[members.length - 1];
    const written = figures
      ? writeFigure(sweep, {
          file: "suggest-l0",
          content: withSubtitle(suggestL0Figure(members), runSubtitle(sweep), "light"),
        })
      : [];
    if (json) {
      printJson({ members, suggested: best.l0, atEnd, figures: written });
      return;
    }
    print(
      table(
        ["run", "L0", "c_dec", "FVU"],
        members.map((own) => [
          own.label,
          short(own.l0),
          `${short(own.cDec)}${own === best ? " ←" : ""}`,
          short(own.fvu),
        ]),
      ),
    );
    print(
      `\nc_dec is smallest at an L0 of ${colours.bold(short(best.l0))}${atEnd ? ", the end of those tried: try others beyond it" : ""}; ${HINT}`,
    );
    printPictures(written);
  },
};
