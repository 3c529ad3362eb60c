// The units of a layer on a map of two of their numbers, and those that a line is drawn around. All of it is in the address.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import { isInside, mapPlaces } from "../../../core/map-places.js";
import { axisTitle, type UnitNumber, unitNumber } from "../../../core/unit-numbers.js";
import type { LayerAnswer } from "../../../inspect/answers.js";
import { Choice } from "../controls.js";
import { FeatureMap } from "../feature-map.js";
import { Grid, type GridProps } from "../grid.js";
import { route, setQuery } from "../route.js";
import { isReport, runPath } from "../source.js";
import { keepLasso, keepSight, lassoIn, sightIn } from "./map-address.js";
import { PictureLinks } from "./picture-links.js";

/** Pairs that tell most, the first of which both numbers are known is shown unless others are asked for. */
const suited: readonly (readonly [string, string])[] = [
  ["orientation", "frequency"],
  ["density", "contribution"],
  ["density", "weightNorm"],
  ["weightNorm", "bias"],
];

/** Stands in the address where a unit was opened from the grid below the map: one comes back to its tile there. */
const WITHIN = "within";

/** What a map and the grid of those chosen on it share with the grid of all. */
type Shared = Pick<
  GridProps,
  "bytes" | "visible" | "shape" | "order" | "describe" | "isStarred" | "hrefOf" | "size" | "index" | "marked"
>;

export function UnitMap({
  numbers,
  known,
  ...grid
}: Shared & {
  numbers: LayerAnswer["numbers"];
  /** Numbers that are known of some unit */
  known: readonly UnitNumber[];
}): VNode {
  const { parts, query } = route.value;
  const { x: wantedX, y: wantedY, sight, lasso, from } = query;
  const [standardX, standardY] = suited.find((pair) => pair.every((name) => name in numbers)) ?? [
    known[0].name,
    known[0].name,
  ];
  const chosen = (wanted: string | undefined, standard: string) =>
    unitNumber(wanted !== undefined && wanted in numbers ? wanted : standard)!;
  const [x, y] = [chosen(wantedX, standardX), chosen(wantedY, standardY)];
  const places = useMemo(() => mapPlaces(numbers[x.name], numbers[y.name]), [numbers, x, y]);
  const line = useMemo(() => lassoIn(lasso), [lasso]);
  const within = useMemo(
    () => (line === null ? [] : grid.order.filter((unit) => isInside(places.x[unit], places.y[unit], line))),
    [line, grid.order, places],
  );
  const isPart = sight !== undefined || grid.order.length < numbers[x.name].length;
  const picture = (type: string) =>
    `${runPath(parts[1], "layers", query.layer ?? 1, `map.${type}`)}?${new URLSearchParams({ x: x.name, y: y.name, ...(query.of && { of: query.of }) })}`;
  const options = known.map((number) => [number.name, number.title] as const);
  const axis = (label: string, name: "x" | "y", { name: value }: UnitNumber) => (
    <Choice
      label={label}
      value={value}
      options={options}
      onChange={(next) => setQuery({ [name]: next, sight: undefined, lasso: undefined })}
    />
  );
  return (
    <>
      <div class="toolbar">
        {axis("to the right", "x", x)}
        {axis("upwards", "y", y)}
        {!isReport && (
          <button
            type="button"
            aria-pressed={x.name === "alikeX" && y.name === "alikeY"}
            onClick={() => setQuery({ x: "alikeX", y: "alikeY", sight: undefined, lasso: undefined })}
          >
            Alike ones together
          </button>
        )}
        {[wantedX, wantedY].some((name) => name?.startsWith("alike") && !(name in numbers)) && (
          <span class="faint" role="status">
            Laying them out …
          </span>
        )}
        {[wantedX, wantedY].map(
          (name) =>
            name !== undefined &&
            !name.startsWith("alike") &&
            !(name in numbers) && (
              <span class="faint" role="status">
                No number called “{name}” is known of these units.
              </span>
            ),
        )}
      </div>
      <FeatureMap
        {...grid}
        units={grid.order}
        places={places}
        xTitle={axisTitle(x)}
        yTitle={axisTitle(y)}
        isNumbered={[!x.name.startsWith("alike"), !y.name.startsWith("alike")]}
        size={grid.size / 2}
        sight={sightIn(sight)}
        onSight={keepSight}
        lasso={line}
        onLasso={keepLasso}
        marked={from === WITHIN ? null : grid.marked}
        onOpen={(unit) => setQuery({ unit, from: undefined })}
      />
      {grid.shape !== null && (
        <PictureLinks path={picture}>As a picture{isPart ? ", the whole map" : ""}</PictureLinks>
      )}
      {line !== null && (
        <>
          <h3>{quantity(within.length, "unit")} within the line</h3>
          {within.length > 0 && (
            <Grid
              {...grid}
              order={within}
              columns={null}
              which="within the line"
              marked={from === WITHIN ? grid.marked : null}
              onOpen={(unit) => setQuery({ unit, from: WITHIN })}
            />
          )}
        </>
      )}
    </>
  );
}
