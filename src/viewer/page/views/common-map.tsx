// The features of several runs on one map, those that are alike together, each run's framed in its colour.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import { mapPlaces } from "../../../core/map-places.js";
import type { CommonMapAnswer, RunDetail } from "../../../inspect/answers.js";
import { Trouble } from "../controls.js";
import { FeatureMap } from "../feature-map.js";
import { address, route, setQuery } from "../route.js";
import { paintedColour, seriesColour } from "../series-colour.js";
import { useAllBytes, useAnswer } from "../source.js";
import { keepLasso, keepSight, lassoIn, sightIn } from "./map-address.js";
import { tilesPath } from "./matches.js";
import { PictureLinks } from "./picture-links.js";
import "./common-map.css";

/** A colour of the theme that the page has now. */
const themed = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

export function CommonMap({
  runs,
  layer,
  nameOf,
}: {
  /** Of which examples have the same size */
  readonly runs: readonly RunDetail[];
  readonly layer: number;
  readonly nameOf: (id: string) => string;
}): VNode {
  const { sight, lasso, unit } = route.value.query;
  const ids = runs.map(({ summary }) => summary.id);
  const map = useAnswer<CommonMapAnswer>(`/api/map?runs=${ids.join(",")}&layer=${layer}`);
  const tiles = useAllBytes(runs.map((run) => tilesPath(run, layer)));
  const bytes = useMemo(() => joined(tiles.answer ?? []), [tiles.answer]);
  const { visible, imageShape: shape } = runs[0];
  const places = useMemo(() => map.answer && mapPlaces(map.answer.x, map.answer.y), [map.answer]);
  /** The run and the feature that a place of the map is of */
  const owners = useMemo(
    () =>
      (map.answer?.units ?? []).flatMap((count, run) =>
        Array.from({ length: count }, (_, unit) => ({ run, unit })),
      ),
    [map.answer],
  );
  const units = useMemo(() => owners.map((_, i) => i), [owners]);
  const trouble = map.error ?? tiles.error;
  if (trouble !== null) return <Trouble error={trouble} />;
  if (places === null || tiles.answer === null || map.answer === null)
    return <p class="faint">Laying them out …</p>;
  const colours = runs.map((_, run) => paintedColour(run, themed));
  const line = lassoIn(lasso);
  return (
    <>
      <p class="legend">
        {ids.map((id, run) => (
          <span key={id}>
            <span class="swatch" style={{ background: seriesColour(run) }} /> {nameOf(id)}
          </span>
        ))}
      </p>
      <FeatureMap
        bytes={bytes}
        visible={visible}
        shape={shape}
        units={units}
        places={places}
        xTitle={`alike ones together, by ${map.answer.method}`}
        yTitle=""
        isNumbered={[false, false]}
        size={28}
        sight={sightIn(sight)}
        onSight={keepSight}
        lasso={line}
        onLasso={keepLasso}
        describe={(place) => `feature ${owners[place].unit} of ${nameOf(ids[owners[place].run])}`}
        isStarred={() => false}
        frameOf={(place) => colours[owners[place].run]}
        hrefOf={(place) => address(["run", ids[owners[place].run], "feature", layer, owners[place].unit])}
        onOpen={(place) => setQuery({ unit: place })}
        marked={unit === undefined ? null : Number(unit)}
      />
      {shape !== null && (
        <PictureLinks path={(type) => `/api/map.${type}?runs=${ids.join(",")}&layer=${layer}`} />
      )}
      <p class="faint">
        {quantity(units.length, "feature")} of {quantity(runs.length, "run")}: where frames of all colours lie
        together every run has learned the same.
      </p>
    </>
  );
}
