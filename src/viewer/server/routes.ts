// What each address answers. An address is matched part by part; nothing of it ever becomes a path on the disk but a
// run's id, which findRunById checks.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { InputError } from "../../core/errors.js";
import { LATEST } from "../../core/run-address.js";
import { rasterFromImage } from "../../data/image.js";
import { decodeText } from "../../data/io/decode-text.js";
import { noteOnMatches } from "../../experiments/compare-features.js";
import { foundBy } from "../../experiments/find-experiment.js";
import { findings } from "../../experiments/findings.js";
import { freeName } from "../../experiments/free-name.js";
import type { AnnotationsAnswer, CommonMapAnswer, MatchAnswer, RunDetail } from "../../inspect/answers.js";
import { atomMap, keptAtomMap, rowsTogether } from "../../inspect/atom-map.js";
import { budgetAnswer } from "../../inspect/budget-answer.js";
import { intervene } from "../../inspect/intervene.js";
import { commonMapFigure, unitMapFigure } from "../../inspect/map-figure.js";
import { atomsTogether, matchAnswer } from "../../inspect/match-answer.js";
import { assertOwnFiles } from "../../inspect/own-files.js";
import { RunAnswers, type TilesOf } from "../../inspect/run-answers.js";
import { findRunById, runId } from "../../inspect/run-id.js";
import { signature } from "../../inspect/run-summary.js";
import { selectionFigure } from "../../inspect/selection.js";
import { writeName } from "../../train/about.js";
import {
  annotate,
  annotationsIn,
  annotationsOrNone,
  assertThere,
  readAnnotations,
} from "../../train/annotations.js";
import { findRuns, type RunDirectory } from "../../train/run-directory.js";
import { readRunFile } from "../../train/run-file.js";
import { encodePng } from "../../viz/encode-png.js";
import { svgToPng } from "../../viz/svg-to-png.js";
import type { ThemeName } from "../../viz/theme.js";
import { decodeUpload, ImageAnswers } from "./image-answers.js";

/** A body and its type. */
export interface Answer {
  readonly body: Uint8Array | string;
  readonly type: string;
}

/** A request, as it can be passed to a thread. */
export interface Question {
  readonly method: "GET" | "POST";
  /** Parts of the path, decoded, without "api" */
  readonly parts: readonly string[];
  /** What follows the ? */
  readonly search: string;
  readonly body: Uint8Array;
}

export const jsonText = (body: string): Answer => ({ body, type: "application/json; charset=utf-8" });
/** Text, so that whoever answers makes it, not whoever sends it. */
const jsonAnswer = (value: unknown): Answer => jsonText(JSON.stringify(value));

/** No such address: 404, where an InputError is 400. */
export class NotFound extends Error {}

/** Runs that are kept open: their weights, inspections and images. */
const MOST_OPEN = 6;
/** Bytes of a figure or report, at most. */
const MOST_BYTES = 256 * 2 ** 20;
/** Bytes of a request that gives a name, at most. */
const MOST_NAME = 10_000;
/** Bytes of a request that annotates, at most. */
const MOST_SAID = 2 ** 20;
/** Features in one picture of some, at most. */
const MOST_DRAWN = 2000;
/** Runs in one comparison. */
const MOST_COMPARED = 50;

export class Routes {
  readonly #open = new Map<string, { signature: string; answers: RunAnswers; images: ImageAnswers }>();

  constructor(readonly results: string) {}

  answer({ method, parts, search, body }: Question): Answer {
    const [first, ...rest] = parts;
    const query = new URLSearchParams(search);
    if (method === "POST") {
      if (first === "runs" && rest.length === 2 && rest[1] === "image")
        return this.#ofRun(rest[0], () => this.#upload(rest[0], query, body));
      if (first === "runs" && rest.length === 2 && rest[1] === "name") return this.#rename(rest[0], body);
      if (first === "runs" && rest.length === 2 && rest[1] === "annotations")
        return this.#annotate(rest[0], body);
      throw new NotFound();
    }
    if (first === undefined) return jsonAnswer(index);
    if (first === "runs" && rest.length > 0)
      return this.#ofRun(rest[0], () => this.#run(rest[0], rest.slice(1), query));
    if (first === "details" && rest.length === 0)
      return jsonAnswer(
        listOf(query, "runs").map((id) => this.#ofRun(id, () => this.#of(id).answers.detail())),
      );
    if (first === "experiments" && rest.length === 0) return jsonAnswer(findings());
    if (first === "annotations" && rest.length === 0) return jsonAnswer(this.#annotations());
    if (rest.length === 0)
      return this.#ofRun(listOf(query, "runs").join(" and "), () => this.#ofRuns(first, query));
    throw new NotFound();
  }

  /** About several runs together. */
  #ofRuns(what: string, query: URLSearchParams): Answer {
    switch (what) {
      case "map":
        return jsonAnswer(this.#map(query));
      case "map.svg":
      case "map.png":
        return this.#commonMap(what, query);
      case "match":
        return jsonAnswer(this.#match(query));
      default:
        throw new NotFound();
    }
  }

  /** What goes wrong while a run is read, however its files are damaged, is said of that run. */
  #ofRun<Value>(id: string, answer: () => Value): Value {
    try {
      return answer();
    } catch (error) {
      if (error instanceof InputError || error instanceof NotFound) throw error;
      throw new InputError(`view: run ${id} must be readable, ${(error as Error).message.split("\n")[0]}`);
    }
  }

  /** A run's answers; read anew when the run has gone on. */
  #of(id: string): { answers: RunAnswers; images: ImageAnswers } {
    const directory = findRun(this.results, id);
    const now = signature(directory);
    const known = this.#open.get(id);
    if (known !== undefined && known.signature === now) return known;
    const answers = new RunAnswers(this.results, directory);
    // A run that goes on has other weights, but the images that were looked at are the same.
    const images = known?.images ?? new ImageAnswers(answers);
    images.run = answers;
    const open = { signature: now, answers, images };
    this.#open.delete(id);
    this.#open.set(id, open);
    if (this.#open.size > MOST_OPEN) this.#open.delete(this.#open.keys().next().value as string);
    return open;
  }

  /** The same, once every file is the run's own: what it says of itself tells also why it is not. */
  #own(id: string): { answers: RunAnswers; images: ImageAnswers } {
    const found = this.#of(id);
    assertOwnFiles(found.answers.directory);
    return found;
  }

  #run(id: string, parts: readonly string[], query: URLSearchParams): Answer {
    if (parts.length === 0) return jsonAnswer(withFound(this.#of(id).answers.detail()));
    const { answers, images } = this.#own(id);
    const step = optionalNumber(query, "step");
    switch (parts[0]) {
      case "metrics":
        return jsonAnswer(answers.metrics());
      case "reconstructions":
        return jsonAnswer(answers.reconstructions());
      case "budgets":
        return jsonAnswer(budgetAnswer(answers));
      case "intervene":
        return jsonAnswer(
          intervene(answers, {
            example: optionalNumber(query, "example"),
            layer: number(query, "layer"),
            factors: factorsOf(query.get("factors") ?? ""),
            step,
          }),
        );
      case "images":
        return this.#image(images, parts.slice(1), query, step);
      case "figures":
        return figure(answers, parts[1]);
      case "annotations":
        return jsonAnswer(readAnnotations(answers.directory));
      case "report.html":
        return fileOf(answers.directory, "report.html", "text/html; charset=utf-8");
      case "layers":
        return layerAnswer(answers, images, parts.slice(1), query, step);
      default:
        throw new NotFound();
    }
  }

  #image(
    images: ImageAnswers,
    parts: readonly string[],
    query: URLSearchParams,
    step: number | undefined,
  ): Answer {
    const [id, what] = parts;
    if (id === undefined) throw new NotFound();
    if (what === "firing") return jsonAnswer(images.firing(id, number(query, "layer"), step));
    if (what !== undefined) throw new NotFound();
    return { body: encodePng(rasterFromImage(images.image(id))), type: "image/png" };
  }

  #upload(id: string, query: URLSearchParams, body: Uint8Array): Answer {
    const { images } = this.#own(id);
    const raster = decodeUpload(body);
    const name = (query.get("name") ?? "image").slice(0, 100);
    const key = `u-${createHash("sha256").update(body).digest("hex").slice(0, 12)}`;
    return jsonAnswer(images.upload(key, name, raster));
  }

  /** Errors of the disk are this machine's, not the run's. */
  #rename(id: string, body: Uint8Array): Answer {
    const { directory } = this.#ofRun(id, () => this.#own(id)).answers;
    const name = freeName("view", "name", nameIn(body), { results: this.results, run: directory });
    writeName(directory, name);
    return jsonAnswer({ name });
  }

  #annotate(id: string, body: Uint8Array): Answer {
    const changes = annotationsIn("view", jsonIn(body, MOST_SAID));
    const directory = this.#ofRun(id, () => {
      const { answers } = this.#own(id);
      assertThere("view", changes, () => answers.model().layers);
      return answers.directory;
    });
    return jsonAnswer(annotate(directory, changes));
  }

  /** Of all runs. */
  #annotations(): AnnotationsAnswer {
    const all = findRuns(this.results).flatMap((run) => [run, ...run.members()]);
    const of = all.reverse().map((directory) => ({ directory, ...annotationsOrNone(directory) }));
    return {
      said: Object.fromEntries(
        of.flatMap(({ directory, said }) =>
          Object.keys(said).length === 0 ? [] : [[runId(this.results, directory.path), said]],
        ),
      ),
      unread: of.flatMap(({ unread }) => Object.values(unread)),
    };
  }

  /** Several runs that are looked at together. @throws {InputError} if they are none */
  #together(query: URLSearchParams) {
    const ids = listOf(query, "runs");
    if (ids.length < 2)
      throw new InputError(
        `view: runs must name two or more, got ${JSON.stringify(query.get("runs") ?? "")}`,
      );
    return { layer: number(query, "layer"), ids, runs: ids.map((id) => this.#own(id).answers) };
  }

  #map(query: URLSearchParams): CommonMapAnswer {
    const { runs, layer } = this.#together(query);
    const atoms = atomsTogether(runs, layer);
    return { ...atomMap(rowsTogether(atoms)), units: atoms.map(({ shape }) => shape[0]) };
  }

  #commonMap(name: string, query: URLSearchParams): Answer {
    const { runs, layer } = this.#together(query);
    return picture(name, commonMapFigure(runs, { where: "view", layer, theme: themeIn(query) }));
  }

  #match(query: URLSearchParams): MatchAnswer {
    const { runs, ids, layer } = this.#together(query);
    return matchAnswer(runs, ids, layer, noteOnMatches(runs.map(({ directory }) => directory)));
  }
}

function layerAnswer(
  answers: RunAnswers,
  images: ImageAnswers,
  [name, what, unitName, more, imageId]: readonly string[],
  query: URLSearchParams,
  step: number | undefined,
): Answer {
  const layer = whole("layer", name ?? "");
  if (what === undefined) return jsonAnswer(answers.layerAnswer(layer));
  if (what === "tiles")
    return {
      body: answers.tiles(layer, ofIn(query) ?? "features", step),
      type: "application/octet-stream",
    };
  if (what === "map") return jsonAnswer(keptAtomMap(answers, layer));
  if (what === "map.svg" || what === "map.png") {
    const axes = [query.get("x") ?? "", query.get("y") ?? ""] as const;
    const asked = { layer, axes, of: ofIn(query), theme: themeIn(query) };
    return picture(what, unitMapFigure(answers, { where: "view", named: "x and y", ...asked }));
  }
  if (what === "selection.svg" || what === "selection.png") {
    const units = listOf(query, "units", MOST_DRAWN).map((unit) => whole("units", unit));
    const asked = { layer, units, theme: themeIn(query) };
    return picture(what, selectionFigure(answers.directory, { where: "view", ...asked }));
  }
  if (what !== "features" || unitName === undefined) throw new NotFound();
  const unit = whole("unit", unitName);
  if (more === undefined) return jsonAnswer(answers.feature(layer, unit, step));
  if (more === "heat" && imageId !== undefined) return jsonAnswer(images.heat(imageId, layer, unit, step));
  throw new NotFound();
}

/** An SVG as it is, or as PNG where that is asked for. */
const picture = (name: string, svg: string): Answer =>
  name.endsWith("svg") ? { body: svg, type: "image/svg+xml" } : { body: svgToPng(svg), type: "image/png" };

const themeIn = (query: URLSearchParams): ThemeName => (query.get("theme") === "dark" ? "dark" : "light");

function ofIn(query: URLSearchParams): TilesOf | undefined {
  const of = query.get("of") ?? undefined;
  if (of !== undefined && of !== "features" && of !== "atoms")
    throw new InputError(`view: of must be features or atoms, got ${of}`);
  return of;
}

/** With what the experiment's own file says was found. */
function withFound(detail: RunDetail): RunDetail {
  const found = foundBy(detail.summary.experiment);
  return found === "" ? detail : { ...detail, found };
}

/** A run by its id; "latest" is the newest one. */
function findRun(results: string, id: string): ReturnType<typeof findRunById> {
  const newest = id === LATEST ? findRuns(results).at(-1) : undefined;
  if (newest !== undefined) return newest;
  try {
    return findRunById(results, id);
  } catch {
    throw new NotFound();
  }
}

/** What the body holds as JSON; undefined where it is none, or too long. */
function jsonIn(body: Uint8Array, most: number): unknown {
  try {
    return body.length > most ? undefined : JSON.parse(decodeText(body));
  } catch {
    return undefined;
  }
}

/** The name in the body {"name": "…"}; undefined where it is none such. */
const nameIn = (body: Uint8Array): unknown =>
  (jsonIn(body, MOST_NAME) as { name?: unknown } | null | undefined)?.name;

/** The bytes of a file of the run that may not be there: a run that goes on or was killed has no figures yet. */
function fileOf({ path }: RunDirectory, name: string, type: string): Answer {
  const body = readRunFile(path, name, MOST_BYTES);
  if (body === null) throw new NotFound();
  return { body, type };
}

/** Only a file that the listing of figures/ names. */
function figure({ directory }: RunAnswers, name: string | undefined): Answer {
  if (name === undefined || !directory.figureNames().includes(name)) throw new NotFound();
  return fileOf(directory, join("figures", name), name.endsWith(".png") ? "image/png" : "image/svg+xml");
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new InputError(`view: ${name} must be a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

const number = (query: URLSearchParams, name: string) => whole(name, query.get(name) ?? "");
const optionalNumber = (query: URLSearchParams, name: string) =>
  query.has(name) ? number(query, name) : undefined;

const listOf = (query: URLSearchParams, name: string, most: number = MOST_COMPARED) =>
  (query.get(name) ?? "")
    .split(",")
    .filter((id) => id !== "")
    .slice(0, most);

/** "3:0,5:2" as unit → factor. */
function factorsOf(text: string): Map<number, number> {
  if (text === "") return new Map();
  return new Map(
    text.split(",").map((pair) => {
      const [unit, factor] = pair.split(":");
      if (factor === undefined || factor.trim() === "")
        throw new InputError(`view: factors must be unit:number, got ${JSON.stringify(pair)}`);
      return [whole("factors", unit), Number(factor)] as const;
    }),
  );
}

/** What /api answers: every address and what it gives. */
const index = {
  "GET /api/runs": "all runs, with their headline numbers, by columns: what repeats stands once",
  "GET /api/experiments": "what each experiment asks and found",
  "GET /api/events": "server-sent events: run, metrics, gone",
  "GET /api/runs/{run}":
    "a run: record, config, layers, images, checkpoints; latest is the newest, here and below",
  "GET /api/details?runs={run},{run}": "the same of several",
  "GET /api/runs/{run}/metrics": "cost and parts after each iteration",
  "GET /api/runs/{run}/reconstructions": "examples and what the model makes of them",
  "GET /api/runs/{run}/budgets":
    "its model with fewer latents than it keeps: FVU, latents in use, reconstructions",
  "GET /api/runs/{run}/layers/{layer}": "density, mean, maximum, Gabor fit of each unit",
  "GET /api/runs/{run}/layers/{layer}/tiles?of=features|atoms&step=": "[units, values] bytes, 128 is 0",
  "GET /api/runs/{run}/layers/{layer}/map": "where units lie when those that are alike lie together",
  "GET /api/runs/{run}/layers/{layer}/map.svg?x=orientation&y=frequency":
    "units on a map of two of their numbers as a picture; .png too, of=features|atoms, theme=dark",
  "GET /api/runs/{run}/layers/{layer}/features/{unit}?step=": "everything about one feature",
  "GET /api/runs/{run}/layers/{layer}/features/{unit}/heat/{image}": "its activation over an image",
  "GET /api/runs/{run}/images/{image}": "an image as PNG",
  "GET /api/runs/{run}/images/{image}/firing?layer=": "which features fire on it, and where most",
  "POST /api/runs/{run}/image?name=": "look at an image of one's own: a PNG or JPEG file as the body",
  "POST /api/runs/{run}/name": 'give it a name, "" takes it away: {"name": "…"} as the body',
  "GET /api/annotations":
    "stars, labels and notes of all runs of which something is said, and lines on what cannot be read",
  "GET /api/runs/{run}/annotations":
    'said of a run: by "run" of itself, by "layer/unit" of a feature; unread: why an entry cannot be read',
  "POST /api/runs/{run}/annotations":
    'changes some of them: {"1/17": {"star": true, "label": "edge"}} as the body',
  "GET /api/runs/{run}/layers/{layer}/selection.svg?units=1,2":
    "some features as a picture; .png too, theme=dark",
  "GET /api/runs/{run}/intervene?example=&layer=&factors=3:0,5:2": "a reconstruction with units changed",
  "GET /api/runs/{run}/figures/{name}": "a figure of the run",
  "GET /api/runs/{run}/report.html": "its report",
  "GET /api/map?runs={run},{run}&layer=":
    "where units of several runs lie when those that are alike lie together",
  "GET /api/map.svg?runs={run},{run}&layer=": "the same as a picture; .png too, theme=dark",
  "GET /api/match?runs={run},{run}&layer=": "features of the first run in the others, matched one to one",
};
