// One feature: what it looks for, what it adds, when it fires, what is like it, what happens without it.

import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { featureKey } from "../../../core/annotation.js";
import { gaborPatch } from "../../../core/gabor-patch.js";
import type { FeatureAnswer, RunDetail } from "../../../inspect/answers.js";
import { toOwnScale } from "../../../viz/tile-bytes.js";
import { Section, Trouble, TroublePage } from "../controls.js";
import { percent, short } from "../format.js";
import { Histogram } from "../histogram.js";
import { labelsOf, titleOf } from "../labels.js";
import { NumberList } from "../number-list.js";
import { goInstead, isEmbedded, route, withQuery } from "../route.js";
import { isStatic, runPath, useAnswer } from "../source.js";
import { Bars, Tile } from "../tile.js";
import { Coactivation } from "./feature-coactivation.js";
import { HeatMap, Sliders } from "./feature-effects.js";
import { Examples, Similar } from "./feature-examples.js";
import { Matches } from "./matches.js";
import { Said } from "./said.js";
import type { ShownFeature } from "./shown-feature.js";
import { neighbour, unitsShown } from "./unit-order.js";
import { useDetails } from "./use-details.js";
import { seedsPath, useLayer } from "./use-layer.js";

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

function Weights({ detail, feature }: ShownFeature): VNode {
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
          <figcaption>Gabor fit of the feature</figcaption>
        </figure>
      )}
    </div>
  );
}

function Facts({ detail, feature }: ShownFeature): VNode {
  const { gabor } = feature;
  const facts: readonly (readonly [string, string])[] = [
    ["density", percent(feature.density)],
    ["mean activation", short(feature.mean, 3)],
    ...(feature.rhoHat === null
      ? []
      : ([["ρ̂ (target ρ)", `${short(feature.rhoHat, 3)} (${short(detail.rho)})`]] as const)),
    ["highest", short(feature.range?.[1], 3)],
    ["bias", short(feature.bias, 3)],
    ...(feature.threshold === null ? [] : ([["threshold", short(feature.threshold, 3)]] as const)),
    ["cos(feature, atom)", short(feature.cosine, 3)],
    ...(feature.lossWithout === null
      ? []
      : ([["FVU lost without it", short(feature.lossWithout, 3)]] as const)),
    ...(gabor === null
      ? []
      : ([
          ["orientation", `${short(gabor.orientation, 3)}°`],
          [
            "spatial frequency",
            `${short(gabor.frequency, 3)} cycles/px${gabor.onBound ? ", on its bound" : ""}`,
          ],
          ["bandwidth", gabor.bandwidth === null ? "–" : `${short(gabor.bandwidth, 3)} octaves`],
          ["phase", `${short(gabor.phase, 3)}°`],
          ["centre (row, column)", gabor.centre.map((v) => v.toFixed(1)).join(", ")],
          ["σ across, along", gabor.sigma.map((v) => `${v.toFixed(1)}`).join(", ")],
          ["Gabor R²", short(gabor.r2, 3)],
        ] as const)),
  ];
  return (
    <>
      <NumberList numbers={facts.map(([label, value]) => ({ label, value }))} small />
      {gabor?.onBound && (
        <p class="faint">
          The fit's frequency was held at its bound, half a cycle over the tile or per pixel: it and the
          bandwidth say little. Orders, maps and histograms leave this fit out.
        </p>
      )}
    </>
  );
}

/** Keys belong to what one types or chooses in. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLSelectElement ||
  target instanceof HTMLTextAreaElement;

/** Esc closes it then, and nothing else. */
const isHelpOpen = () => document.querySelector("dialog[open]") !== null;

function Page({ detail, feature, children }: ShownFeature & { children: ComponentChildren }): VNode {
  const layer = useLayer(detail, feature.layer);
  const { sort, where } = route.value.query;
  const units = detail.layers[feature.layer - 1]?.units ?? 1;
  const order = useMemo(() => unitsShown(layer, units, { sort, where }), [layer, units, sort, where]);
  const { id } = detail.summary;
  const to = (by: 1 | -1) =>
    withQuery(["run", id, "feature", feature.layer, neighbour(order, feature.unit, by)], {});
  /** Of those shown, any but this one */
  const any = () => {
    const by = 1 + Math.floor(Math.random() * Math.max(1, order.length - 1));
    const at = (order.indexOf(feature.unit) + by) % Math.max(1, order.length);
    return withQuery(["run", id, "feature", feature.layer, order[at] ?? feature.unit], {});
  };
  const back = withQuery(["run", id], { layer: feature.layer, unit: feature.unit });
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isHelpOpen()) return;
      if (event.key === "ArrowRight" || event.key === "j") goInstead(to(1));
      else if (event.key === "ArrowLeft" || event.key === "k") goInstead(to(-1));
      else if (event.key === "r") goInstead(any());
      else if (event.key === "Escape") goInstead(back);
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  });
  return (
    <>
      <div class="title">
        <h1>Feature {feature.unit}</h1>
        <span class="faint">
          layer {feature.layer} of <a href={back}>{titleOf(detail.summary)}</a>, iteration {feature.step}
        </span>
        {isEmbedded() ? (
          <a
            href={withQuery(["run", id, "feature", feature.layer, feature.unit], { embed: undefined })}
            target="_blank"
            rel="noopener"
          >
            open
          </a>
        ) : (
          <nav class="tabs" aria-label="features">
            <a class="button" href={to(-1)} aria-label="previous feature">
              ←
            </a>
            <a class="button" href={to(1)} aria-label="next feature">
              →
            </a>
            <button type="button" title="any other of those shown; r" onClick={() => goInstead(any())}>
              random
            </button>
          </nav>
        )}
      </div>
      <Said
        key={feature.unit}
        id={id}
        of={featureKey(feature.layer, feature.unit)}
        name={`feature ${feature.unit}`}
        hasLabel
      />
      {children}
    </>
  );
}

/** The matches of a feature in the other seeds of its sweep. */
function InOtherSeeds({ detail, feature }: ShownFeature): VNode {
  const { details, error } = useDetails(detail.seeds);
  const nameOf = useMemo(() => labelsOf(details.map(({ summary }) => summary)), [details]);
  if (error !== null) return <Trouble error={error} />;
  if (details.length === 0) return <p class="faint">Matching …</p>;
  return <Matches runs={[detail, ...details]} layer={feature.layer} nameOf={nameOf} unit={feature.unit} />;
}

/** @param layer - as it stands in the address, as the unit does: whoever answers says what is wrong with it */
export function FeatureView({ id, layer, unit }: { id: string; layer: string; unit: string }): VNode {
  const { answer: detail, error: noRun } = useAnswer<RunDetail>(runPath(id));
  const wanted = route.value.query.step;
  const step = wanted ?? detail?.summary.checkpoints.at(-1);
  const { answer: feature, error } = useAnswer<FeatureAnswer>(
    step === undefined ? null : `${runPath(id, "layers", layer, "features", unit)}?step=${step}`,
  );
  const trouble =
    noRun ??
    error ??
    (detail?.layers.length === 0
      ? "This run has no features of its own: it varies a value, or its training has not begun."
      : null);
  if (trouble !== null) return <TroublePage title={`Feature ${unit}`} error={trouble} />;
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
      {feature.coactivation !== null && (
        <Section title="Coactivation">
          <Coactivation {...shown} />
        </Section>
      )}
      {seedsPath(detail, feature.layer) !== null && (
        <Section title="In other seeds">
          <InOtherSeeds {...shown} />
        </Section>
      )}
      {!isStatic && detail.images.length > 0 && (
        <Section title="Over a whole image">
          <HeatMap {...shown} />
        </Section>
      )}
      {!isStatic && feature.atom !== null && feature.histogram !== null && (
        <Section title="Ablate or amplify">
          <Sliders {...shown} />
        </Section>
      )}
    </Page>
  );
}
