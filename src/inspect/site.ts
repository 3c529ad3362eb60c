// Runs as a folder of files that any web server serves, or a browser opens from the disk: the viewer's page, and beside it
// the answers about each run, which it loads when they are looked at.

import { byColumns } from "../core/columns.js";
import { runPath } from "../core/run-address.js";
import { annotationsOrNone } from "../train/annotations.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { AnnotationsAnswer, FindingAnswer, RunDetail } from "./answers.js";
import { keptAtomMap } from "./atom-map.js";
import { embeddedText, pageDocument } from "./document.js";
import { type Answers, detailAlone, featureAnswersOf, runAnswersOf } from "./embedded.js";
import { matchAnswer } from "./match-answer.js";
import { RunAnswers } from "./run-answers.js";
import { SITE_MARK, type SiteFiles } from "./site-folder.js";

/** Characters of the feature pages of a run, at most. */
const FEATURE_BUDGET = 3_500_000;
/** Values of tiles of a run, all checkpoints together, at most: else only the last one's are there. */
const TILE_BUDGET = 1_000_000;
/** Units of a layer that are matched with those of other runs. */
const MOST_MATCHED = 600;
/** Runs of which each is matched with each other: twice as many take four times as long. */
const COMPARED = 40;

export interface SiteOptions {
  /** Of the page */
  readonly title: string;
  /** Why it says little that features of some runs come again in the others, or do not; null where it says something */
  readonly noteOf: (runs: readonly RunDirectory[]) => string | null;
  /** What came of experiments; told of those whose runs are in it */
  readonly findings?: readonly FindingAnswer[];
  /** So many of the first runs are matched each with each other; 40 unless given */
  readonly compared?: number;
  /** Is told each run before it is read */
  readonly onRun?: (directory: RunDirectory) => void;
  /** Is told of stars, labels and notes that nobody can read, and so are left out */
  readonly onUnread?: (problem: string) => void;
}

interface SiteRun {
  readonly answers: RunAnswers;
  readonly detail: RunDetail;
}

/** The checkpoints whose tiles find room; the last one in any case. */
function stepsOf({ layers, visible, summary: { checkpoints } }: RunDetail): readonly number[] {
  const values = layers.reduce((sum, { units, hasAtoms }) => sum + units * visible * (hasAtoms ? 2 : 1), 0);
  return values * checkpoints.length <= TILE_BUDGET ? checkpoints : checkpoints.slice(-1);
}

/** Whether features of two runs can be matched in a layer, without it taking long. */
const isMatched = (a: RunDetail, b: RunDetail, layer: number): boolean =>
  a.visible === b.visible &&
  [a, b].every(({ layers }) => layers.length >= layer && layers[layer - 1].units <= MOST_MATCHED);

/**
 * The matches of a run's features that pages ask for: with its other seeds, and with each other run by itself.
 *
 * @param compared - those that are matched each with each other
 */
function matchesOf(
  own: SiteRun,
  all: readonly SiteRun[],
  compared: readonly SiteRun[],
  noteOf: SiteOptions["noteOf"],
): Answers {
  const found: Answers = {};
  const { id } = own.detail.summary;
  const add = (others: readonly SiteRun[], layer: number) => {
    const ids = [id, ...others.map(({ detail }) => detail.summary.id)];
    const runs = [own, ...others].map(({ answers }) => answers);
    found[`/api/match?runs=${ids.join(",")}&layer=${layer}`] = matchAnswer(
      runs,
      ids,
      layer,
      noteOf(runs.map(({ directory }) => directory)),
    );
  };
  const byId = new Map(all.map((run) => [run.detail.summary.id, run]));
  for (const { layer } of own.detail.layers) {
    const seeds = own.detail.seeds.flatMap((seed) => byId.get(seed) ?? []);
    if (seeds.length > 1 && seeds.every(({ detail }) => isMatched(own.detail, detail, layer)))
      add(seeds, layer);
    for (const other of compared.includes(own) ? compared : [])
      if (other !== own && isMatched(own.detail, other.detail, layer)) add([other], layer);
  }
  return found;
}

/** What a file of answers holds, as the page takes it. */
const script = (answers: Answers) => `rhohatAnswers(${embeddedText(answers)});\n`;

/**
 * The files of a site.
 *
 * @param results - the folder that ids are relative to
 * @param chosen - its runs, the newest first; the members of sweeps come with them
 */
export function siteFiles(
  results: string,
  chosen: readonly RunDirectory[],
  { title, noteOf, findings = [], compared = COMPARED, onRun, onUnread }: SiteOptions,
): SiteFiles {
  const all = chosen.flatMap((run) => [run, ...run.members()]);
  const opened = all.map((directory): SiteRun => {
    const answers = new RunAnswers(results, directory);
    return { answers, detail: answers.detail() };
  });
  const foundBy = new Map(findings.map((finding) => [finding.experiment, finding]));
  const ids = new Set(opened.map(({ detail }) => detail.summary.id));
  const runs = opened.map(({ answers, detail }) => ({
    answers,
    detail: {
      ...detail,
      seeds: detail.seeds.filter((seed) => ids.has(seed)),
      images: [], // heat maps need the model
      figures: [],
      found: foundBy.get(detail.summary.experiment)?.found ?? "",
      summary: { ...detail.summary, checkpoints: stepsOf(detail) },
    },
  }));
  const files: Record<string, string> = {};
  for (const [i, run] of runs.entries()) {
    const { answers, detail } = run;
    onRun?.(answers.directory);
    const isReadable = detail.summary.status !== "broken" && detail.layers.length > 0;
    const { id } = detail.summary;
    const maps = detail.layers.map(({ layer }) => [
      runPath(id, "layers", layer, "map"),
      keptAtomMap(answers, layer),
    ]);
    files[`run-${i + 1}.js`] = script({
      ...(isReadable
        ? runAnswersOf(answers, detail, detail.summary.checkpoints)
        : { [runPath(id)]: detailAlone(detail) }),
      ...Object.fromEntries(maps),
      ...(isReadable ? matchesOf(run, runs, runs.slice(0, compared), noteOf) : {}),
    });
    files[`features-${i + 1}.js`] = script(
      isReadable ? featureAnswersOf(answers, detail, FEATURE_BUDGET) : {},
    );
  }
  const annotations = runs.map(({ answers, detail }) => ({
    id: detail.summary.id,
    path: answers.directory.path,
    ...annotationsOrNone(answers.directory),
  }));
  for (const { unread } of annotations) for (const problem of Object.values(unread)) onUnread?.(problem);
  const saidOf = annotations.filter(({ said }) => Object.keys(said).length > 0);
  const experiments = new Set(runs.map(({ detail }) => detail.summary.experiment));
  const index = {
    "/api/runs": byColumns(runs.map(({ detail }) => detail.summary)),
    "/api/experiments": findings.filter(({ experiment }) => experiments.has(experiment)),
    "/api/annotations": {
      said: Object.fromEntries(saidOf.map(({ id, said }) => [id, said])),
      unread: annotations.flatMap(({ unread, path }) =>
        // The folders of whoever made it are nobody's business.
        Object.values(unread).map((problem) => problem.replaceAll(`${path}/`, "")),
      ),
    } satisfies AnnotationsAnswer,
    site: { title, runs: runs.map(({ detail }) => detail.summary.id) },
  };
  files["index.html"] = pageDocument(title, index, "", " 'self' file:");
  const mark = {
    title,
    runs: runs.map(({ detail }) => detail.summary.id),
    files: [...Object.keys(files), SITE_MARK],
  };
  files[SITE_MARK] = `${JSON.stringify(mark, null, 2)}\n`;
  return files;
}
