// A model with fewer latents than it keeps: a slider for how many, and at once its error, the latents in use and what becomes
// of some examples.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import type { BudgetsAnswer, RunDetail } from "../../../inspect/answers.js";
import { Slider, Trouble } from "../controls.js";
import { short } from "../format.js";
import { Grid } from "../grid.js";
import { NumberList } from "../number-list.js";
import { route, setQuery, withQuery } from "../route.js";
import { Scatter } from "../scatter.js";
import { decodeBytes, runPath, useAnswer, useBytes } from "../source.js";
import { Tile } from "../tile.js";

/** Some examples and what is made of them with so many latents. */
function Examples({
  detail: { visible, imageShape },
  answer,
  at,
}: {
  detail: RunDetail;
  answer: BudgetsAnswer;
  at: number;
}): VNode {
  const x = useMemo(() => decodeBytes(answer.x), [answer]);
  const made = useMemo(() => decodeBytes(answer.made), [answer]);
  const tile = (bytes: Uint8Array, place: number, label: string) => (
    <Tile
      bytes={bytes.subarray(place * visible, (place + 1) * visible)}
      shape={imageShape}
      label={label}
      size={48}
    />
  );
  return (
    <div class="pairs">
      {answer.index.map((index, i) => (
        <figure key={index}>
          {tile(x, i, `example ${index}`)}
          {tile(made, at * answer.index.length + i, "its reconstruction")}
        </figure>
      ))}
    </div>
  );
}

/** The latents that are active on some example, those that are at the smallest budgets first. */
function Used({
  detail,
  answer,
  at,
}: {
  detail: RunDetail;
  answer: BudgetsAnswer;
  at: number;
}): VNode | null {
  const { id, checkpoints } = detail.summary;
  const tiles = useBytes(`${runPath(id, "layers", 1, "tiles")}?of=atoms&step=${checkpoints.at(-1)}`);
  const order = useMemo(
    () =>
      Array.from(answer.first.keys())
        .filter((unit) => answer.first[unit] >= 0 && answer.first[unit] <= at)
        .sort((a, b) => answer.first[a] - answer.first[b] || a - b),
    [answer, at],
  );
  if (tiles.answer === null) return <Trouble error={tiles.error} />;
  return (
    <>
      <h3>
        {order.length} of {quantity(answer.first.length, "latent")} in use
      </h3>
      <Grid
        bytes={tiles.answer}
        visible={detail.visible}
        shape={detail.imageShape}
        order={order}
        columns={null}
        size={order.length > 200 ? 24 : 40}
        index={false}
        which="in use"
        describe={(unit) => `feature ${unit} · in use from ${short(answer.k[answer.first[unit]])} on`}
        isStarred={() => false}
        hrefOf={(unit) => withQuery(["run", id, "feature", 1, unit], { layer: undefined, unit: undefined })}
        onOpen={() => undefined}
        marked={null}
      />
    </>
  );
}

export function Budgets({ detail }: { detail: RunDetail }): VNode | null {
  const { answer, error } = useAnswer<BudgetsAnswer | null>(runPath(detail.summary.id, "budgets"), detail);
  if (answer === null) return <Trouble error={error} />;
  const { k, fvu, active, over } = answer;
  const wanted = k.indexOf(Number(route.value.query.budget));
  const at = wanted < 0 ? k.length - 1 : wanted;
  const setBudget = (place: number) => setQuery({ budget: place === k.length - 1 ? undefined : k[place] });
  return (
    <>
      <div class="toolbar">
        <Slider
          label={over === "example" ? "latents kept of an example" : "latents kept of an example, on average"}
          min={0}
          max={k.length - 1}
          step={1}
          value={at}
          shown={short(k[at], 3)}
          onInput={setBudget}
        />
      </div>
      <NumberList
        numbers={[
          { label: "variance unexplained, FVU", value: short(fvu[at], 4) },
          { label: "active on an example, on average", value: short(active[at], 3) },
        ]}
      />
      <Examples detail={detail} answer={answer} at={at} />
      <div class="two">
        <Scatter
          points={k.map((budget, place) => ({
            x: budget,
            y: fvu[place],
            label: `${short(budget, 3)} kept: FVU ${short(fvu[place], 3)}`,
            href: withQuery(["run", detail.summary.id], {
              budget: place === k.length - 1 ? undefined : budget,
            }),
            colour: place === at ? "var(--accent)" : "var(--ink-faint)",
            isFaint: false,
          }))}
          xTitle="latents kept of an example"
          yTitle="FVU"
          better="low"
        />
        <div>
          <Used detail={detail} answer={answer} at={at} />
        </div>
      </div>
      <p class="faint">
        The same weights, with only the {over === "example" ? "" : "overall "}strongest latents kept
        {answer.forEveryBudget
          ? ": this model has learned to reconstruct with any number of them."
          : "; it was trained with all of them, and has not learned to do with fewer."}
      </p>
    </>
  );
}
