// Which features fire with a feature, and which instead of it.

import type { VNode } from "preact";
import type { CompanionAnswer } from "../../../inspect/answers.js";
import { short } from "../format.js";
import { withQuery } from "../route.js";
import { runPath, useBytes } from "../source.js";
import { Tile } from "../tile.js";
import type { ShownFeature } from "./shown-feature.js";

/** Examples as many as by chance: whole ones where they are many. */
const chance = (expected: number) => (expected < 10 ? short(expected, 2) : String(Math.round(expected)));

export function Company({ detail, feature }: ShownFeature): VNode | null {
  const { id } = detail.summary;
  const { layer, company, step } = feature;
  const tiles = useBytes(`${runPath(id, "layers", layer, "tiles")}?of=${detail.first}&step=${step}`);
  if (company === null || tiles.answer === null) return null;
  const bytes = tiles.answer;
  const row = (title: string, companions: readonly CompanionAnswer[]) => (
    <>
      <h3>{title}</h3>
      {companions.length === 0 && <p class="faint">None.</p>}
      <div class="pairs">
        {companions.map(({ unit, correlation, together, expected }) => (
          <figure key={unit}>
            <a href={withQuery(["run", id, "feature", layer, unit], {})}>
              <Tile
                bytes={bytes.subarray(unit * detail.visible, (unit + 1) * detail.visible)}
                shape={detail.imageShape}
                label={`feature ${unit}`}
                size={64}
              />
            </a>
            <figcaption title={`r = ${short(correlation, 3)}`}>
              {unit} · r {short(correlation, 2)}
              {company.active > 0 && (
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
  return (
    <>
      {row("Fires with it", company.with)}
      {row("Fires instead of it", company.instead)}
      <p class="faint">
        r: the correlation of the two activations over {company.examples} examples
        {company.active > 0
          ? `; below, on how many of them both are active, and by chance. This one is active on ${company.active}.`
          : "; this one is active on none of them."}
      </p>
    </>
  );
}
