// The features of a run beside their matches in others: which of them come again, and which are this training's alone.

import type { VNode } from "preact";
import { quantity } from "../../../core/in-words.js";
import type { MatchAnswer, RunDetail } from "../../../inspect/answers.js";
import { Choice, Trouble } from "../controls.js";
import { short } from "../format.js";
import { address, route, setQuery } from "../route.js";
import { isStatic, runPath, useAllBytes, useAnswer } from "../source.js";
import { Tile } from "../tile.js";
import "./matches.css";

/** Tiles that are drawn at once, until more are asked for. */
const MOST_TILES = 600;

type Feature = MatchAnswer["features"][number];

const SIZES = { pair: 64, several: 44 } as const;

const sizesOf = ({ matches }: Feature): number[] =>
  matches.flatMap((match) => (match === null ? [] : [Math.abs(match.cosine)]));
const meanSize = (feature: Feature): number => {
  const sizes = sizesOf(feature);
  return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
};
const byStability = (a: Feature, b: Feature) =>
  b.again - a.again || meanSize(b) - meanSize(a) || a.unit - b.unit;

const isByChance = ({ byChance }: Feature, cosine: number) =>
  byChance !== null && Math.abs(cosine) <= byChance;

function Summary({ answer, isPicture }: { answer: MatchAnswer; isPicture: boolean }): VNode {
  const { features, others, means, chance } = answer;
  const count = (is: (feature: Feature) => boolean) => features.filter(is).length;
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const all =
    others.length === 1 ? "the other" : others.length === 2 ? "both others" : `all ${others.length} others`;
  return (
    <p>
      <strong>
        {count(({ again }) => again === others.length)} of {quantity(features.length, "feature")}
      </strong>{" "}
      come again in {all}: their match is better than 95 % of those by chance
      {others.length > 1 &&
        `; ${count(({ again }) => again * 2 >= others.length)} in half of them or more, ${count(({ again }) => again === 0)} in none`}
      . Matched one to one, so that the sum of |cosine| is largest: mean <strong>{short(mean, 3)}</strong>
      {others.length > 1 && ` (${short(Math.min(...means), 2)} to ${short(Math.max(...means), 2)})`}; by
      chance, with{" "}
      {isPicture ? "features of the same amplitudes and random phases" : "features turned at random"},{" "}
      {short(chance.least, 2)} to {short(chance.most, 2)}.
    </p>
  );
}

/** Where the tiles of what is looked at first of a run lie, as it was trained last. */
export function tilesPath({ first, summary }: RunDetail, layer: number): string {
  return `${runPath(summary.id, "layers", layer, "tiles")}?of=${first}&step=${summary.checkpoints.at(-1)}`;
}

/** What a site holds of several that it does not hold together. */
function TwoByTwo({
  ids: [first, ...others],
  layer,
  nameOf,
}: Pick<MatchesProps, "layer" | "nameOf"> & { ids: string[] }): VNode {
  return (
    <p>
      This site has matches of two runs, and of all seeds of a sweep. {nameOf(first)} with{" "}
      {others.map((other, i) => (
        <>
          {i > 0 && " · "}
          <a href={address(["compare"], { runs: `${first},${other}`, layer })}>{nameOf(other)}</a>
        </>
      ))}
    </p>
  );
}

export interface MatchesProps {
  /** The run whose features are looked for, and those in which they are */
  readonly runs: readonly RunDetail[];
  readonly layer: number;
  readonly nameOf: (id: string) => string;
  /** One feature alone */
  readonly unit?: number;
}

export function Matches({ runs, layer, nameOf, unit }: MatchesProps): VNode {
  const ids = runs.map(({ summary }) => summary.id);
  const match = useAnswer<MatchAnswer>(`/api/match?runs=${ids.join(",")}&layer=${layer}`);
  const tiles = useAllBytes(runs.map((run) => tilesPath(run, layer)));
  const { lost, strips } = route.value.query;
  if (isStatic && match.error !== null && runs.length > 2 && unit === undefined)
    return <TwoByTwo ids={ids} layer={layer} nameOf={nameOf} />;
  const trouble = match.error ?? tiles.error;
  if (trouble !== null) return <Trouble error={trouble} />;
  if (match.answer === null || tiles.answer === null) return <p class="faint">Matching …</p>;
  const { answer } = match;
  const size = runs.length === 2 ? SIZES.pair : SIZES.several;
  const tile = (run: number, of: number, note: string) => {
    const { visible, imageShape, summary } = runs[run];
    const label = `feature ${of} of ${nameOf(summary.id)}${note}`;
    return (
      <a href={address(["run", summary.id, "feature", layer, of])} title={label}>
        <Tile
          bytes={tiles.answer![run].subarray(of * visible, (of + 1) * visible)}
          shape={imageShape}
          label={label}
          size={size}
        />
      </a>
    );
  };
  const strip = (feature: Feature) => (
    <figure key={feature.unit}>
      {unit === undefined && tile(0, feature.unit, "")}
      {feature.matches.map((found, i) =>
        found === null ? (
          <span class="no-match" style={{ width: `${size}px`, height: `${size}px` }}>
            –
          </span>
        ) : (
          <div class={isByChance(feature, found.cosine) ? "by-chance" : ""}>
            {tile(
              i + 1,
              found.unit,
              `, cosine ${found.cosine.toFixed(2)}${isByChance(feature, found.cosine) ? ", as by chance" : ""}`,
            )}
          </div>
        ),
      )}
      {unit === undefined && (
        <figcaption>
          {runs.length === 2
            ? (feature.matches[0]?.cosine.toFixed(2) ?? "–")
            : `${feature.again} of ${answer.others.length}`}
        </figcaption>
      )}
    </figure>
  );
  if (unit !== undefined) {
    const feature = answer.features[unit];
    return (
      <>
        <p>
          Comes again in{" "}
          <strong>
            {feature.again} of {quantity(answer.others.length, "other seed")}
          </strong>
          : matched one to one, mean |cosine| {short(meanSize(feature), 2)}; 95 % of its matches by chance are
          below {short(feature.byChance, 2)}.
        </p>
        <div class="pairs across">{strip(feature)}</div>
      </>
    );
  }
  const sorted = [...answer.features].sort(lost === undefined ? byStability : (a, b) => byStability(b, a));
  const most = strips === undefined ? Math.max(1, Math.floor(MOST_TILES / runs.length)) : sorted.length;
  return (
    <>
      <Summary answer={answer} isPicture={runs[0].imageShape !== null} />
      {answer.note !== null && <p class="note">Note: {answer.note}.</p>}
      <div class="toolbar">
        <Choice
          label="first"
          value={lost === undefined ? "stable" : "lost"}
          options={[
            ["stable", "those that come again"],
            ["lost", "those that do not"],
          ]}
          onChange={(value) => setQuery({ lost: value === "lost" ? "1" : undefined })}
        />
      </div>
      <div class="pairs">{sorted.slice(0, most).map(strip)}</div>
      {sorted.length > most && (
        <p>
          <button type="button" onClick={() => setQuery({ strips: "all" })}>
            Show all {sorted.length}
          </button>
        </p>
      )}
      <p class="faint">
        From above: {ids.map(nameOf).join(" · ")}. A match that is faint is no better than by chance, which
        gives some features a larger cosine than others: those above it stand together, then the cosine
        counts.
      </p>
    </>
  );
}
