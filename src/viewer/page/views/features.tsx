// The features of a layer: sorted, sized, through the training.

import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { LayerAnswer, LayerSummary, RunDetail, RunSummary } from "../../../inspect/answers.js";
import { Choice, Slider, Toggle, Trouble } from "../controls.js";
import { percent, short } from "../format.js";
import { Grid } from "../grid.js";
import { route, setQuery, withQuery } from "../route.js";
import { runPath, useAnswer, useBytes } from "../source.js";
import { orderIn, unitsInOrder } from "./unit-order.js";

const sorts = [
  ["index", "number"],
  ["mean", "mean activation"],
  ["density", "density"],
  ["max", "highest activation"],
  ["contribution", "contribution"],
  ["frequency", "spatial frequency"],
  ["orientation", "orientation"],
  ["r2", "Gabor fit R²"],
] as const;

function describeUnit(answer: LayerAnswer | null, unit: number): string {
  const orientation = answer?.orientation[unit] ?? null;
  const parts = [
    `feature ${unit}`,
    answer?.density[unit] === null || answer === null ? "" : `density ${percent(answer.density[unit])}`,
    answer?.mean[unit] === null || answer === null ? "" : `mean ${short(answer.mean[unit], 3)}`,
    answer?.onBound[unit] ? "Gabor frequency on its bound" : "",
    orientation === null ? "" : `${Math.round(orientation)}°, ${short(answer?.frequency[unit], 2)} cycles/px`,
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
    size = String(layer.units > 400 ? 32 : layer.units > 64 || detail.visible > 400 ? 56 : 88),
    index,
    unit,
  } = route.value.query;
  const { by, reversed, rises } = orderIn(sort);
  const { id, checkpoints } = summary;
  const latest = checkpoints.at(-1);
  const step = wanted !== undefined && checkpoints.includes(Number(wanted)) ? Number(wanted) : latest;
  const [playing, setPlaying] = useState(false);
  usePlay(checkpoints, step, playing, () => setPlaying(false));
  const shownOf = layer.hasAtoms ? of : "features";
  const tiles = useBytes(
    step === undefined ? null : `${runPath(id, "layers", layer.layer, "tiles")}?of=${shownOf}&step=${step}`,
  );
  const answer = useAnswer<LayerAnswer>(runPath(id, "layers", layer.layer), detail).answer;
  const order = useMemo(() => unitsInOrder(answer, layer.units, sort), [answer, layer.units, sort]);
  const exact = shownOf === "atoms" ? layer.atomsExact : layer.featuresExact;
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
          options={sorts}
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
          value={Number(size)}
          shown={`${size} px`}
          onInput={(value) => setQuery({ size: value })}
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
      <Trouble error={tiles.error} />
      {tiles.answer !== null && (
        <Grid
          bytes={tiles.answer}
          visible={detail.visible}
          shape={detail.imageShape}
          order={order}
          columns={layer.layer === 1 && by === "index" ? detail.columns : null}
          size={Number(size)}
          index={index !== undefined}
          describe={(unit) => describeUnit(answer, unit)}
          hrefOf={(of) =>
            withQuery(["run", id, "feature", layer.layer, of], { layer: undefined, unit: undefined })
          }
          onOpen={(opened) => setQuery({ unit: opened })}
          marked={unit === undefined ? null : Number(unit)}
        />
      )}
      <p class="faint">
        {shownOf === "atoms"
          ? "What each unit adds to the reconstruction"
          : "The input of norm 1 that excites each unit most"}
        {exact ? "" : ", as if the layers between were linear"}; each tile on its own scale, grey is 0.
      </p>
    </>
  );
}
