// What a feature fires on, and what is like it.

import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import type { ExampleAnswer } from "../../../inspect/answers.js";
import { short } from "../format.js";
import { HeatView } from "../heat-view.js";
import { withQuery } from "../route.js";
import { decodeBytes, isStatic, runPath, useBytes } from "../source.js";
import { Tile } from "../tile.js";
import type { ShownFeature } from "./shown-feature.js";
import "./feature-examples.css";

function Patch({
  example,
  shape,
  chosen,
  choose,
}: {
  example: ExampleAnswer;
  shape: readonly number[] | null;
  chosen: boolean;
  choose: () => void;
}): VNode {
  const bytes = useMemo(() => decodeBytes(example.tile), [example.tile]);
  const where =
    example.origin === null
      ? `example ${example.index}`
      : `example ${example.index}, image ${example.origin.image}, row ${example.origin.row}, column ${example.origin.column}`;
  return (
    <button
      type="button"
      class={chosen ? "patch chosen" : "patch"}
      onClick={choose}
      title={where}
      aria-pressed={chosen}
    >
      <Tile bytes={bytes} shape={shape} label={where} size={48} />
      <small>{short(example.activation, 2)}</small>
    </button>
  );
}

export function Examples({ detail, feature }: ShownFeature): VNode {
  const [chosen, setChosen] = useState<ExampleAnswer | null>(null);
  useEffect(() => setChosen(null), [feature]);
  const example = chosen ?? feature.intervals[0]?.examples[0] ?? null;
  const origin = example?.origin ?? null;
  const marks = useMemo(
    () =>
      origin === null || detail.imageShape === null
        ? []
        : [
            {
              row: origin.row,
              column: origin.column,
              height: detail.imageShape[0],
              width: detail.imageShape[1],
            },
          ],
    [origin, detail],
  );
  if (feature.intervals.length === 0)
    return (
      <p class="faint">
        {detail.isTrained ? "Known when the run has ended." : "The weights came without examples."}
      </p>
    );
  const image = origin === null ? undefined : detail.images[origin.image];
  return (
    <div class="examples">
      <div>
        {feature.intervals.map(({ low, high, count, examples }) => (
          <div class="interval">
            <div class="faint">
              {short(low, 2)} to {short(high, 2)} · {quantity(count, "example")}
            </div>
            <div class="patches">
              {examples.map((one) => (
                <Patch
                  example={one}
                  shape={detail.imageShape}
                  chosen={one === example}
                  choose={() => setChosen(one)}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
      {image !== undefined && origin !== null && (
        <figure class="where">
          {!isStatic && (
            <HeatView
              source={runPath(detail.summary.id, "images", image.id)}
              label={`where the patch lies in ${image.name}`}
              heat={null}
              marks={marks}
            />
          )}
          <figcaption>
            {image.name}, row {origin.row}, column {origin.column}
          </figcaption>
        </figure>
      )}
    </div>
  );
}

export function Similar({ detail, feature }: ShownFeature): VNode | null {
  const of = feature.atom === null ? "features" : "atoms";
  const tiles = useBytes(
    `${runPath(detail.summary.id, "layers", feature.layer, "tiles")}?of=${of}&step=${feature.step}`,
  );
  if (tiles.answer === null) return null;
  return (
    <div class="pairs">
      {feature.similar.map(({ unit, cosine }) => (
        <figure>
          <a href={withQuery(["run", detail.summary.id, "feature", feature.layer, unit], {})}>
            <Tile
              bytes={tiles.answer!.subarray(unit * detail.visible, (unit + 1) * detail.visible)}
              shape={detail.imageShape}
              label={`feature ${unit}`}
              size={64}
            />
          </a>
          <figcaption>
            {unit} · {cosine.toFixed(2)}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
