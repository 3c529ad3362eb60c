// One feature: what it looks for, what it adds, when it fires, what is like it, what happens without it.

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type {
  ExampleAnswer,
  FeatureAnswer,
  HeatAnswer,
  InterventionAnswer,
  LayerAnswer,
  RunDetail,
} from "../../../inspect/answers.js";
import { gaborPatch } from "../../../metrics/gabor-fit.js";
import { Choice, Section, Slider, Trouble } from "../controls.js";
import { percent, short } from "../format.js";
import { HeatView } from "../heat-view.js";
import { Histogram } from "../histogram.js";
import { toBytes, toOwnScale } from "../paint.js";
import { address, go, route, setQuery } from "../route.js";
import { decodeBytes, isReport, runPath, useAnswer, useBytes } from "../source.js";
import { Bars, Tile } from "../tile.js";
import { orderOf } from "./run.js";

interface Shown {
  readonly detail: RunDetail;
  readonly feature: FeatureAnswer;
}

/** Values as a large tile, or bars where an example is no picture. */
function Values({
  values,
  shape,
  label,
  size = 150,
}: {
  values: readonly number[];
  shape: readonly number[] | null;
  label: string;
  size?: number;
}): VNode {
  const bytes = useMemo(() => toOwnScale(values), [values]);
  return shape === null ? (
    <Bars values={values} label={label} />
  ) : (
    <Tile bytes={bytes} shape={shape} label={label} size={size} />
  );
}

function Weights({ detail, feature }: Shown): VNode {
  const { imageShape: shape } = detail;
  const fit = feature.gabor;
  const fitted = useMemo(
    () => (fit === null || shape === null ? null : Array.from(gaborPatch(fit, shape[0], shape[1]))),
    [fit, shape],
  );
  return (
    <div class={shape === null ? "stack" : "tiles"}>
      <figure>
        <Values values={feature.feature} shape={shape} label="encoder feature" />
        <figcaption>looks for (encoder)</figcaption>
      </figure>
      {feature.atom !== null && (
        <figure>
          <Values values={feature.atom} shape={shape} label="decoder atom" />
          <figcaption>adds (decoder atom)</figcaption>
        </figure>
      )}
      {fitted !== null && shape !== null && (
        <figure>
          <Values values={fitted} shape={[shape[0], shape[1]]} label="Gabor fit" />
          <figcaption>Gabor fit of the {feature.atom === null ? "feature" : "atom"}</figcaption>
        </figure>
      )}
    </div>
  );
}

function Facts({ detail, feature }: Shown): VNode {
  const { gabor } = feature;
  const facts: readonly (readonly [string, string])[] = [
    ["density", percent(feature.density)],
    ["mean activation", short(feature.mean, 3)],
    ...(feature.rhoHat === null
      ? []
      : ([["ρ̂ (target ρ)", `${short(feature.rhoHat, 3)} (${short(detail.rho)})`]] as const)),
    ["highest", short(feature.range?.[1], 3)],
    ["bias", short(feature.bias, 3)],
    ["cos(feature, atom)", short(feature.cosine, 3)],
    ...(gabor === null
      ? []
      : ([
          ["orientation", `${short(gabor.orientation, 3)}°`],
          ["spatial frequency", `${short(gabor.frequency, 3)} cycles/px`],
          ["bandwidth", gabor.bandwidth === null ? "–" : `${short(gabor.bandwidth, 3)} octaves`],
          ["phase", `${short(gabor.phase, 3)}°`],
          ["centre (row, column)", gabor.centre.map((v) => v.toFixed(1)).join(", ")],
          ["σ across, along", gabor.sigma.map((v) => `${v.toFixed(1)}`).join(", ")],
          ["Gabor R²", short(gabor.r2, 3)],
        ] as const)),
  ];
  return (
    <dl class="numbers small">
      {facts.map(([label, value]) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

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

function Examples({ detail, feature }: Shown): VNode {
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
  if (feature.intervals.length === 0) return <p class="faint">Known when the run has ended.</p>;
  const image = origin === null ? undefined : detail.images[origin.image];
  return (
    <div class="examples">
      <div>
        {feature.intervals.map(({ low, high, count, examples }) => (
          <div class="interval">
            <div class="faint">
              {short(low, 2)} to {short(high, 2)} · {count} examples
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
          {!isReport && (
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

function Similar({ detail, feature }: Shown): VNode | null {
  const of = feature.atom === null ? "features" : "atoms";
  const tiles = useBytes(
    `${runPath(detail.summary.id, "layers", feature.layer, "tiles")}?of=${of}&step=${feature.step}`,
  );
  if (tiles.answer === null) return null;
  return (
    <div class="pairs">
      {feature.similar.map(({ unit, cosine }) => (
        <figure>
          <a
            href={address(["run", detail.summary.id, "feature", feature.layer, unit], {
              step: route.value.query.step,
            })}
          >
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

function HeatMap({ detail, feature }: Shown): VNode {
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

function Sliders({ detail, feature }: Shown): VNode {
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
    const [low, high] = [Math.min(...all), Math.max(...all)];
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
          max={35}
          step={1}
          value={example ?? answer?.example ?? 0}
          shown={example === null ? `${answer?.example ?? ""} (fires most)` : String(example)}
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

function Page({ detail, feature, children }: Shown & { children: ComponentChildren }): VNode {
  const layer = useAnswer<LayerAnswer>(runPath(detail.summary.id, "layers", feature.layer)).answer;
  const { sort = "index", step } = route.value.query;
  const units = detail.layers[feature.layer - 1]?.units ?? 1;
  const order = useMemo(() => orderOf(layer, units, sort), [layer, units, sort]);
  const at = order.indexOf(feature.unit);
  const to = (by: number) =>
    address(["run", detail.summary.id, "feature", feature.layer, order[(at + by + units) % units]], {
      sort: sort === "index" ? undefined : sort,
      step,
      image: route.value.query.image,
    });
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
      if (event.key === "ArrowRight" || event.key === "j") go(to(1));
      else if (event.key === "ArrowLeft" || event.key === "k") go(to(-1));
      else if (event.key === "Escape")
        go(address(["run", detail.summary.id], { layer: feature.layer, step }));
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  });
  return (
    <>
      <div class="title">
        <h1>Feature {feature.unit}</h1>
        <span class="faint">
          layer {feature.layer} of{" "}
          <a href={address(["run", detail.summary.id], { layer: feature.layer, step })}>
            {detail.summary.experiment}
          </a>
          , iteration {feature.step}
        </span>
        <nav class="tabs" aria-label="features">
          <a class="button" href={to(-1)} aria-label="previous feature">
            ←
          </a>
          <a class="button" href={to(1)} aria-label="next feature">
            →
          </a>
        </nav>
      </div>
      {children}
    </>
  );
}

export function FeatureView({ id, layer, unit }: { id: string; layer: number; unit: number }): VNode {
  const { answer: detail, error: noRun } = useAnswer<RunDetail>(runPath(id));
  const wanted = route.value.query.step;
  const step = wanted ?? detail?.summary.checkpoints.at(-1);
  const { answer: feature, error } = useAnswer<FeatureAnswer>(
    step === undefined ? null : `${runPath(id, "layers", layer, "features", unit)}?step=${step}`,
  );
  if (noRun !== null || error !== null) return <Trouble error={noRun ?? error} />;
  if (detail === null || feature === null) return <p class="faint">Opening the feature …</p>;
  const shown = { detail, feature };
  return (
    <Page {...shown}>
      <div class="two">
        <Section title="Weights">
          <Weights {...shown} />
        </Section>
        <Section title="Numbers">
          <Facts {...shown} />
          {feature.histogram !== null && feature.range !== null && (
            <Histogram counts={feature.histogram} range={feature.range} />
          )}
        </Section>
      </div>
      <Section title="Examples by activation">
        <Examples {...shown} />
      </Section>
      {feature.similar.length > 0 && (
        <Section title="Most similar">
          <Similar {...shown} />
        </Section>
      )}
      {!isReport && detail.images.length > 0 && (
        <Section title="Over a whole image">
          <HeatMap {...shown} />
        </Section>
      )}
      {!isReport && feature.atom !== null && feature.histogram !== null && (
        <Section title="Ablate or amplify">
          <Sliders {...shown} />
        </Section>
      )}
    </Page>
  );
}
