// One run: its numbers, curves, features through training, reconstructions, images, config.

import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { foldersOf } from "../../../core/run-address.js";
import type {
  LayerAnswer,
  LayerSummary,
  ReconstructionsAnswer,
  RunDetail,
  RunSummary,
} from "../../../inspect/answers.js";
import { orderUnits, unitOrders } from "../../../viz/sort-units.js";
import { Choice, Section, Slider, Status, Toggle, Trouble } from "../controls.js";
import { duration, measured, percent, short } from "../format.js";
import { Grid } from "../grid.js";
import { runs } from "../live.js";
import { paintError, toBytes } from "../paint.js";
import { address, go, route, setQuery } from "../route.js";
import { isReport, runPath, useAnswer, useBytes } from "../source.js";
import { Picture, Tile } from "../tile.js";
import { Curves } from "./curves.js";
import { DropImage } from "./image.js";

const sorts = [
  ["index", "number"],
  ["mean", "mean activation"],
  ["density", "density"],
  ["max", "highest activation"],
  ["frequency", "spatial frequency"],
  ["orientation", "orientation"],
  ["r2", "Gabor fit R²"],
] as const;

/** The units of a layer in the order that the address names. */
export function orderOf(answer: LayerAnswer | null, units: number, sort: string): number[] {
  const by = unitOrders.find((name) => name === sort) ?? "index";
  return orderUnits(units, by, answer ?? {});
}

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

function Features({
  detail,
  summary,
  layer,
}: {
  detail: RunDetail;
  summary: RunSummary;
  layer: LayerSummary;
}): VNode {
  const {
    of = "features",
    sort = "index",
    step: wanted,
    size = String(layer.units > 400 ? 32 : layer.units > 64 || detail.visible > 400 ? 56 : 88),
    index,
  } = route.value.query;
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
  const order = useMemo(() => orderOf(answer, layer.units, sort), [answer, layer.units, sort]);
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
          value={sort}
          options={sorts}
          onChange={(value) => setQuery({ sort: value })}
        />
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
          size={Number(size)}
          index={index !== undefined}
          describe={(unit) => describeUnit(answer, unit)}
          open={(unit) => go(address(["run", id, "feature", layer.layer, unit], { step: wanted }))}
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

function Reconstructions({ detail }: { detail: RunDetail }): VNode | null {
  const { imageShape: shape, summary } = detail;
  const { answer } = useAnswer<ReconstructionsAnswer | null>(runPath(summary.id, "reconstructions"), detail);
  const limit = useMemo(() => {
    const errors = (answer?.examples ?? [])
      .flatMap(({ x, output }) => x.map((v, j) => Math.abs(output[j] - v)))
      .sort((a, b) => a - b);
    return errors[Math.floor(0.99 * errors.length)] || 1;
  }, [answer]);
  if (answer === null || answer === undefined || shape === null) return null;
  const tile = (values: readonly number[], label: string) => (
    <Tile bytes={toBytes(values, answer.low, answer.high)} shape={shape} label={label} size={48} />
  );
  const groups = [
    ["Drawn at random", answer.examples.slice(0, answer.drawn)],
    ["Of most contrast: the hardest", answer.examples.slice(answer.drawn)],
  ] as const;
  return (
    <Section title="Reconstructions">
      {groups.map(
        ([name, examples]) =>
          examples.length > 0 && (
            <>
              <h3>{name}</h3>
              <div class="pairs">
                {examples.map(({ index, x, output, error }) => (
                  <figure>
                    {tile(x, `example ${index}`)}
                    {tile(output, "its reconstruction")}
                    <Picture
                      image={paintError(
                        x.map((v, j) => output[j] - v),
                        limit,
                        shape,
                      )}
                      label="the error"
                      size={48}
                    />
                    <figcaption>{percent(error)}</figcaption>
                  </figure>
                ))}
              </div>
            </>
          ),
      )}
      <p class="faint">
        x, x̂ and the error x̂ − x (red too high, blue too low, full colour at ±{short(limit, 2)}); below, the
        error as a share of the variance.
      </p>
    </Section>
  );
}

function Members({ summary }: { summary: RunSummary }): VNode | null {
  if (summary.members.length === 0) return null;
  return (
    <Section
      title="Members"
      aside={
        <a class="button" href={address(["compare"], { runs: summary.members.join(",") })}>
          Compare them
        </a>
      }
    >
      <ul>
        {summary.members.map((id) => (
          <li>
            <a href={address(["run", id])}>{foldersOf(id)?.at(-1)}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Numbers({ detail, summary }: { detail: RunDetail; summary: RunSummary }): VNode {
  const live = [
    { label: "cost J", value: measured(summary.cost, summary.iteration) },
    ...Object.entries(summary.parts).map(([label, value]) => ({
      label,
      value: measured(value, summary.iteration),
    })),
    { label: "iteration", value: `${summary.iteration ?? "–"} of ${summary.iterations ?? "–"}` },
    { label: "time", value: duration(summary.seconds) },
  ];
  const shown = detail.headlines.length > 0 ? detail.headlines : live;
  return (
    <dl class="numbers">
      {shown.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function RunView({ id }: { id: string }): VNode {
  const live = runs.value?.find((run) => run.id === id);
  // A run that goes on has news in its summary and with each checkpoint; one that has ended, whatever changes: its
  // inspection and figures are made after the last iteration.
  const version = live?.status === "running" ? live.checkpoints.length : live;
  const { answer: detail, error } = useAnswer<RunDetail>(runPath(id), version);
  if (error !== null) return <Trouble error={error} />;
  if (detail === null) return <p class="faint">Opening the run …</p>;
  const summary = live ?? detail.summary;
  const chosen = Number(route.value.query.layer ?? 1);
  const layer = detail.layers[chosen - 1] ?? detail.layers[0];
  return (
    <>
      <div class="title">
        <h1>{summary.experiment}</h1>
        <Status status={summary.status} />
        {!isReport && summary.status === "done" && summary.members.length === 0 && (
          <a
            class="button"
            href={`/api/runs/${id}/report.html`}
            download={`${summary.experiment}-report.html`}
          >
            Report to send
          </a>
        )}
      </div>
      <p class="faint">
        {summary.question} <span class="mono">{summary.run}</span>
      </p>
      <Trouble error={summary.problem} />
      {summary.warning !== null && (
        <p class={summary.warning.level} role="status">
          <strong>{summary.warning.level}:</strong> {summary.warning.text}
        </p>
      )}
      <Numbers detail={detail} summary={summary} />
      <Members summary={summary} />
      {summary.status !== "broken" && summary.members.length === 0 && (
        <Section title="Training">
          <Curves ids={[id]} nameOf={() => ""} rho={detail.rho} />
        </Section>
      )}
      {layer !== undefined && (
        <Section
          title="Features"
          aside={
            detail.layers.length > 1 ? (
              <nav class="tabs" aria-label="layers">
                {detail.layers.map(({ layer: l, units }) => (
                  <button
                    type="button"
                    aria-pressed={l === layer.layer}
                    onClick={() => setQuery({ layer: l })}
                  >
                    layer {l} · {units}
                  </button>
                ))}
              </nav>
            ) : (
              <span class="faint">{layer.units} units</span>
            )
          }
        >
          <Features detail={detail} summary={summary} layer={layer} />
        </Section>
      )}
      {layer?.inspected && <Reconstructions detail={detail} />}
      {!isReport && detail.imageShape !== null && layer !== undefined && (
        <Section title="Look at an image">
          <DropImage id={id} images={detail.images} layer={layer.layer} />
        </Section>
      )}
      {!isReport && detail.figures.length > 0 && summary.status !== "running" && (
        <Section title="Figures">
          <div class="figures">
            {detail.figures
              .filter((name) => name.endsWith(".png"))
              .map((name) => (
                <a href={runPath(id, "figures", name)} target="_blank" rel="noreferrer">
                  <img src={runPath(id, "figures", name)} alt={name} loading="lazy" />
                  <small>{name}</small>
                </a>
              ))}
          </div>
        </Section>
      )}
      {summary.status !== "broken" && (
        <Section title="How to repeat it">
          <pre>{detail.repeat}</pre>
          <details>
            <summary>config.json</summary>
            <pre>{JSON.stringify(detail.config, null, 2)}</pre>
          </details>
          <details>
            <summary>run.json: machine, versions, data</summary>
            <pre>{JSON.stringify(detail.record, null, 2)}</pre>
          </details>
        </Section>
      )}
    </>
  );
}
