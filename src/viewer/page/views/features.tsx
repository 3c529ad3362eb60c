// The features of a layer: sorted, sized, through the training.

import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Annotation, featureKey, saidOf } from "../../../core/annotation.js";
import { unitNumbers } from "../../../core/unit-numbers.js";
import type { LayerAnswer, LayerSummary, RunDetail, RunSummary } from "../../../inspect/answers.js";
import { annotationsOf } from "../annotations.js";
import { Choice, Slider, Toggle, Trouble } from "../controls.js";
import { percent, short } from "../format.js";
import { Grid } from "../grid.js";
import { route, setQuery, withQuery } from "../route.js";
import { runPath, useBytes } from "../source.js";
import { UnitFilters } from "./unit-filters.js";
import { UnitMap } from "./unit-map.js";
import { orderIn, unitsShown } from "./unit-order.js";
import { useLayer } from "./use-layer.js";

function describeUnit(answer: LayerAnswer | null, { star, label }: Annotation, unit: number): string {
  const of = (name: string) => answer?.numbers[name]?.[unit] ?? null;
  const [density, mean, orientation] = ["density", "mean", "orientation"].map(of);
  const parts = [
    `${star ? "★ " : ""}feature ${unit}`,
    label,
    density === null ? "" : `density ${percent(density)}`,
    mean === null ? "" : `mean ${short(mean, 3)}`,
    answer?.onBound[unit] ? "Gabor frequency on its bound" : "",
    orientation === null ? "" : `${Math.round(orientation)}°, ${short(of("frequency"), 2)} cycles/px`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Steps through the checkpoints by itself. */
function usePlay(
  steps: readonly number[],
  step: number | undefined,
  playing: boolean,
  stop: () => void,
): void {
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const at = steps.indexOf(step ?? -1);
      if (at + 1 >= steps.length) stop();
      else setQuery({ step: steps[at + 1] });
    }, 350);
    return () => clearInterval(timer);
  });
}

export function Features({
  detail,
  summary,
  layer,
}: {
  detail: RunDetail;
  summary: RunSummary;
  layer: LayerSummary;
}): VNode {
  const {
    of = detail.first,
    sort = "index",
    step: wanted,
    size: wantedSize = String(layer.units > 400 ? 32 : layer.units > 64 || detail.visible > 400 ? 56 : 88),
    index,
    unit,
    where = "",
    view = "grid",
  } = route.value.query;
  const { by, reversed, rises } = orderIn(sort);
  const { id, checkpoints } = summary;
  const latest = checkpoints.at(-1);
  const step = wanted !== undefined && checkpoints.includes(Number(wanted)) ? Number(wanted) : latest;
  const [playing, setPlaying] = useState(false);
  usePlay(checkpoints, step, playing, () => setPlaying(false));
  const shownOf = layer.hasAtoms && of === "atoms" ? "atoms" : "features";
  const size = Number(wantedSize) >= 1 ? Math.min(512, Number(wantedSize)) : 56;
  const tiles = useBytes(
    step === undefined ? null : `${runPath(id, "layers", layer.layer, "tiles")}?of=${shownOf}&step=${step}`,
  );
  const answer = useLayer(detail, layer.layer);
  const order = useMemo(
    () => unitsShown(answer, layer.units, { sort, where }),
    [answer, layer.units, sort, where],
  );
  const known = unitNumbers.filter(({ name }) => answer !== null && name in answer.numbers);
  const said = annotationsOf(id).value;
  const exact = shownOf === "atoms" ? layer.atomsExact : layer.featuresExact;
  const shared =
    tiles.answer === null || order.length === 0
      ? null
      : {
          bytes: tiles.answer,
          visible: detail.visible,
          shape: detail.imageShape,
          order,
          size,
          index: index !== undefined,
          describe: (of: number) => describeUnit(answer, saidOf(said, featureKey(layer.layer, of)), of),
          isStarred: (of: number) => said[featureKey(layer.layer, of)]?.star ?? false,
          hrefOf: (of: number) =>
            withQuery(["run", id, "feature", layer.layer, of], { layer: undefined, unit: undefined }),
          onOpen: (opened: number) => setQuery({ unit: opened }),
          marked: unit === undefined ? null : Number(unit),
        };
  const isMap = view === "map" && known.length > 0;
  const play = () => {
    if (!playing && step === latest) setQuery({ step: checkpoints[0] });
    setPlaying(!playing);
  };
  return (
    <>
      <div class="toolbar">
        {layer.hasAtoms && (
          <Choice
            label="show"
            value={shownOf}
            options={[
              ["features", "encoder features"],
              ["atoms", "decoder atoms"],
            ]}
            onChange={(value) => setQuery({ of: value })}
          />
        )}
        <Choice
          label="sort by"
          value={by}
          options={[["index", "number"], ...known.map(({ name, title }) => [name, title] as const)]}
          onChange={(value) => setQuery({ sort: value === "index" ? undefined : value })}
        />
        <button
          type="button"
          aria-label={rises ? "smallest first" : "largest first"}
          title={`${rises ? "smallest" : "largest"} first; click for the other way round`}
          onClick={() => setQuery({ sort: reversed ? (by === "index" ? undefined : by) : `-${by}` })}
        >
          {rises ? "↑" : "↓"}
        </button>
        <Slider
          label="size"
          min={8}
          max={128}
          step={4}
          value={size}
          shown={`${size} px`}
          onInput={(value) => setQuery({ size: value })}
        />
        <Choice
          label="laid out as"
          value={view}
          options={[
            ["grid", "a grid"],
            ["map", "a map"],
          ]}
          onChange={(value) => setQuery({ view: value === "grid" ? undefined : value })}
        />
        <Toggle
          label="numbers"
          on={index !== undefined}
          onChange={(on) => setQuery({ index: on ? "1" : undefined })}
        />
      </div>
      {checkpoints.length > 1 && (
        <div class="toolbar scrub">
          <button type="button" onClick={play} aria-label={playing ? "pause" : "play the training"}>
            {playing ? "❚❚" : "▶"}
          </button>
          <Slider
            label="iteration"
            min={0}
            max={checkpoints.length - 1}
            step={1}
            value={checkpoints.indexOf(step!)}
            shown={`${step}${step === latest ? " (latest)" : ""}`}
            onInput={(value) =>
              setQuery({ step: value === checkpoints.length - 1 ? undefined : checkpoints[value] })
            }
          />
        </div>
      )}
      {answer !== null && known.length > 0 && (
        <UnitFilters numbers={answer.numbers} units={layer.units} shown={order.length} />
      )}
      <Trouble error={tiles.error} />
      {order.length === 0 && (
        <p class="faint">
          No unit lies in all of these ranges.{" "}
          <button type="button" onClick={() => setQuery({ where: undefined })}>
            Show all
          </button>
        </p>
      )}
      {shared !== null && !isMap && (
        <Grid
          {...shared}
          columns={layer.layer === 1 && by === "index" && where === "" ? detail.columns : null}
        />
      )}
      {shared !== null && isMap && <UnitMap {...shared} numbers={answer!.numbers} known={known} />}
      <p class="faint">
        {shownOf === "atoms"
          ? "What each unit adds to the reconstruction"
          : "The input of norm 1 that excites each unit most"}
        {exact ? "" : ", as if the layers between were linear"}; each tile on its own scale, grey is 0.
      </p>
    </>
  );
}
