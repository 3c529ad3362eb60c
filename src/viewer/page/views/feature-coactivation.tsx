// Which features fire with a feature, and which instead of it.

import type { VNode } from "preact";
import type { PartnerAnswer } from "../../../inspect/answers.js";
import { short } from "../format.js";
import { withQuery } from "../route.js";
import { runPath, useBytes } from "../source.js";
import { Tile } from "../tile.js";
import type { ShownFeature } from "./shown-feature.js";

/** Examples as many as by chance: whole ones where they are many. */
const chance = (expected: number) => (expected < 10 ? short(expected, 2) : String(Math.round(expected)));

/** Correlations over m examples of what has nothing to do with each other are within ±3/√m, but three in a thousand. */
const NOISE = 3;

export function Coactivation({ detail, feature }: ShownFeature): VNode | null {
  const { id } = detail.summary;
  const { layer, coactivation, step } = feature;
  const tiles = useBytes(`${runPath(id, "layers", layer, "tiles")}?of=${detail.first}&step=${step}`);
  if (coactivation === null || tiles.answer === null) return null;
  const bytes = tiles.answer;
  // Latents of a dictionary are 0 where they do not fire; units of a network are more or less active everywhere.
  const fires = detail.first === "atoms";
  const least = NOISE / Math.sqrt(coactivation.examples);
  const row = (title: string, partners: readonly PartnerAnswer[]) => {
    const shown = partners.filter(({ correlation }) => Math.abs(correlation) > least);
    return (
      <>
        <h3>{title}</h3>
        {shown.length === 0 && <p class="faint">None, beyond chance.</p>}
        <div class="pairs">
          {shown.map(({ unit, correlation, together, expected }) => (
            <figure key={unit}>
              <a href={withQuery(["run", id, "feature", layer, unit], {})}>
                <Tile
                  bytes={bytes.subarray(unit * detail.visible, (unit + 1) * detail.visible)}
                  shape={detail.imageShape}
                  label={`feature ${unit}`}
                  size={64}
                />
              </a>
              <figcaption>
                {unit} · r {short(correlation, 2)}
                {fires && (
                  <>
                    <br />
                    {together} ({chance(expected)})
                  </>
                )}
              </figcaption>
            </figure>
          ))}
        </div>
      </>
    );
  };
  return (
    <>
      {row(fires ? "Fires with it" : "More active with it", coactivation.with)}
      {row(fires ? "Fires instead of it" : "Less active with it", coactivation.instead)}
      <p class="faint">
        r: the correlation of the two activations over {coactivation.examples} examples; those within what
        chance gives (±{short(least, 2)}) are left out
        {fires
          ? `. Below, on how many examples both are active, and in brackets by chance; this one is on ${coactivation.active}.`
          : "."}
      </p>
    </>
  );
}
