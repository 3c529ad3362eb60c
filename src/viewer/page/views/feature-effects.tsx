// Where a feature fires in a whole image, and what its activation does to a reconstruction.

import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { extent } from "../../../core/extent.js";
import type { HeatAnswer, InterventionAnswer } from "../../../inspect/answers.js";
import { toBytes, toOwnScale } from "../../../viz/tile-bytes.js";
import { Choice, Slider, Trouble } from "../controls.js";
import { short } from "../format.js";
import { HeatView } from "../heat-view.js";
import { route, setQuery } from "../route.js";
import { runPath, useAnswer } from "../source.js";
import { Bars, Tile } from "../tile.js";
import type { ShownFeature } from "./shown-feature.js";

export function HeatMap({ detail, feature }: ShownFeature): VNode {
  const { image = detail.images[0]?.id ?? "" } = route.value.query;
  const known = detail.images.some(({ id }) => id === image);
  const heat = useAnswer<HeatAnswer>(
    image === ""
      ? null
      : `${runPath(detail.summary.id, "layers", feature.layer, "features", feature.unit, "heat", image)}?step=${feature.step}`,
  );
  const options = [
    ...detail.images.map(({ id, name }) => [id, name] as const),
    ...(known || image === "" ? [] : [[image, "your image"] as const]),
  ];
  return (
    <>
      <div class="toolbar">
        <Choice
          label="image"
          value={image}
          options={options}
          onChange={(value) => setQuery({ image: value })}
        />
      </div>
      <Trouble error={heat.error} />
      {image !== "" && heat.error === null && (
        <HeatView
          source={runPath(detail.summary.id, "images", image)}
          label="activation over the image"
          heat={heat.answer}
        />
      )}
    </>
  );
}

/** Which example it is: drawn at random, or of most contrast; the one on which the unit fires most unless one is chosen. */
function nameOf({ example, drawn }: InterventionAnswer, chosen: number | null): string {
  const shown = chosen ?? example;
  const group = shown < drawn ? "drawn at random" : "of most contrast";
  return `${shown}, ${group}${chosen === null ? " (fires most)" : ""}`;
}

export function Sliders({ detail, feature }: ShownFeature): VNode {
  const [factor, setFactor] = useState(0);
  const [example, setExample] = useState<number | null>(null);
  useEffect(() => setExample(null), [feature.unit, feature.layer]);
  const chosen = example === null ? "" : `example=${example}&`;
  const { answer, error } = useAnswer<InterventionAnswer>(
    `${runPath(detail.summary.id, "intervene")}?${chosen}layer=${feature.layer}&factors=${feature.unit}:${factor}&step=${feature.step}`,
  );
  const shape = detail.imageShape;
  const tiles = useMemo(() => {
    if (answer === null) return [];
    const all = [...answer.x, ...answer.before];
    const [low, high] = extent(all);
    const change = answer.after.map((v, j) => v - answer.before[j]);
    return [
      ["x", answer.x, toBytes(answer.x, low, high)],
      ["x̂ as it is", answer.before, toBytes(answer.before, low, high)],
      ["x̂ changed", answer.after, toBytes(answer.after, low, high)],
      ["difference", change, toOwnScale(change)],
    ] as const;
  }, [answer]);
  const own = answer?.active.findIndex(({ unit }) => unit === feature.unit) ?? -1;
  return (
    <>
      <div class="toolbar">
        <Slider
          label="activation ×"
          min={0}
          max={8}
          step={0.25}
          value={factor}
          shown={factor === 0 ? "0 (ablated)" : `× ${factor}`}
          onInput={setFactor}
        />
        <Slider
          label="example"
          min={0}
          max={(answer?.examples ?? 1) - 1}
          step={1}
          value={example ?? answer?.example ?? 0}
          shown={answer === null ? "" : nameOf(answer, example)}
          onInput={setExample}
        />
      </div>
      <Trouble error={error} />
      <div class="tiles">
        {tiles.map(([label, values, bytes]) => (
          <figure>
            {shape === null ? (
              <Bars values={values} label={label} height={90} />
            ) : (
              <Tile bytes={bytes} shape={shape} label={label} size={120} />
            )}
            <figcaption>{label}</figcaption>
          </figure>
        ))}
      </div>
      {answer !== null && (
        <p class="faint">
          ‖x − x̂‖² {short(answer.errorBefore, 3)} → {short(answer.errorAfter, 3)};{" "}
          {own === -1
            ? "this unit is not among the most active on this example"
            : `this unit is number ${own + 1} of the most active on this example`}
          .
        </p>
      )}
    </>
  );
}
