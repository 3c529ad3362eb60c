// One run: its numbers, curves, features through training, reconstructions, images, config.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import { mainSettings } from "../../../core/run-labels.js";
import { variedIn } from "../../../core/varied.js";
import type { ReconstructionsAnswer, RunDetail, RunSummary } from "../../../inspect/answers.js";
import { toBytes } from "../../../viz/tile-bytes.js";
import { Code, Section, Status, Trouble, TroublePage } from "../controls.js";
import { duration, measured, percent, short } from "../format.js";
import { runs } from "../live.js";
import { NumberList } from "../number-list.js";
import { paintError } from "../paint.js";
import { route, setQuery } from "../route.js";
import { fileOf, isStatic, runPath, useAnswer } from "../source.js";
import { Picture, Tile } from "../tile.js";
import { Budgets } from "./budgets.js";
import { Curves } from "./curves.js";
import { Features } from "./features.js";
import { DropImage } from "./image.js";
import { RunTitle } from "./run-title.js";
import { Said } from "./said.js";
import { Sweep } from "./sweep.js";
import "./run.css";

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

/** What it is for, what it was made with, what the experiment found. */
function About({ detail, summary }: { detail: RunDetail; summary: RunSummary }): VNode {
  const { name, experiment, run, question } = summary;
  const made = [name === null ? "" : experiment, mainSettings(summary), run].filter(Boolean);
  return (
    <>
      <p class="faint">
        {question} <span class="made">{made.join(" · ")}</span>
      </p>
      {detail.found && (
        <p class="found">
          <strong>The experiment found, with its own settings:</strong> {detail.found}
        </p>
      )}
    </>
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
  return <NumberList numbers={shown} />;
}

/** The pictures, each once: drawn for a dark page too where `rhohat figures --theme dark` has done so. */
function figuresOf(files: readonly string[]): { readonly name: string; readonly dark: string | null }[] {
  const pictures = files.filter((name) => name.endsWith(".png"));
  const darkOf = (name: string) => name.replace(/\.png$/, "-dark.png");
  const twins = new Set(pictures.map(darkOf));
  return pictures
    .filter((name) => !twins.has(name))
    .map((name) => ({ name, dark: pictures.includes(darkOf(name)) ? darkOf(name) : null }));
}

export function RunView({ id }: { id: string }): VNode {
  const live = runs.value?.find((run) => run.id === id);
  // A run that goes on has news in its summary and with each checkpoint; one that has ended, whatever changes: its
  // inspection and figures are made after the last iteration.
  const version = live?.status === "running" ? live.checkpoints.length : live;
  const { answer: detail, error } = useAnswer<RunDetail>(runPath(id), version);
  if (error !== null) return <TroublePage title="Run" error={error} />;
  if (detail === null) return <p class="faint">Opening the run …</p>;
  // What is damaged inside is found when the run is opened, not when it is listed.
  const summary = detail.summary.status === "broken" ? detail.summary : (live ?? detail.summary);
  const isSweep = variedIn(detail.config).length > 0;
  const isOfElsewhere = !detail.isTrained;
  const config = JSON.stringify(detail.config, null, 2);
  const chosen = Number(route.value.query.layer ?? 1);
  const layer = detail.layers[chosen - 1] ?? detail.layers[0];
  return (
    <>
      <div class="title">
        <RunTitle run={summary} />
        <Status status={summary.status} />
        {!isStatic && summary.status === "done" && !isSweep && !isOfElsewhere && (
          <a
            class="button"
            href={`/api/runs/${id}/report.html`}
            download={`${summary.experiment}-report.html`}
          >
            Report to send
          </a>
        )}
      </div>
      {summary.status !== "broken" && <Said id={id} of="run" name="the run" hasLabel={false} />}
      <About detail={detail} summary={summary} />
      <Trouble error={summary.problem} />
      {summary.warning !== null && (
        <p class={summary.warning.level} role="status">
          <strong>{summary.warning.level}:</strong> {summary.warning.text}
        </p>
      )}
      {summary.findings.map(({ rule, text, remedy }) => (
        <p class="note" key={rule}>
          <strong>doctor:</strong> {text}; try {remedy}
        </p>
      ))}
      {isSweep && <Sweep detail={detail} summary={summary} />}
      {!isSweep && !isOfElsewhere && <Numbers detail={detail} summary={summary} />}
      {summary.status !== "broken" && !isSweep && !isOfElsewhere && (
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
                    onClick={() => setQuery({ layer: l, unit: undefined })}
                  >
                    layer {l} · {units}
                  </button>
                ))}
              </nav>
            ) : (
              <span class="faint">{quantity(layer.units, "unit")}</span>
            )
          }
        >
          <Features key={layer.layer} detail={detail} summary={summary} layer={layer} />
        </Section>
      )}
      {detail.hasBudgets && (
        <Section title="With fewer latents">
          <Budgets detail={detail} />
        </Section>
      )}
      {layer?.inspected && <Reconstructions detail={detail} />}
      {!isStatic && detail.imageShape !== null && layer !== undefined && (
        <Section title="Look at an image">
          <DropImage id={id} images={detail.images} layer={layer.layer} />
        </Section>
      )}
      {!isStatic && detail.figures.length > 0 && summary.status !== "running" && (
        <Section title="Figures">
          <div class={isSweep ? "figures large" : "figures"}>
            {figuresOf(detail.figures).map(({ name, dark }) => (
              <a href={runPath(id, "figures", name)} target="_blank" rel="noreferrer">
                <picture>
                  {dark !== null && (
                    <source
                      media="screen and (prefers-color-scheme: dark)"
                      srcset={runPath(id, "figures", dark)}
                    />
                  )}
                  <img src={runPath(id, "figures", name)} alt="" loading="lazy" />
                </picture>
                <small>{name}</small>
              </a>
            ))}
          </div>
        </Section>
      )}
      {summary.status !== "broken" && (
        <Section title={isOfElsewhere ? "Where it comes from" : "How to repeat it"}>
          {!isOfElsewhere && <Code>{detail.repeat}</Code>}
          {!isOfElsewhere && isStatic && (
            <p>
              That file:{" "}
              <a href={fileOf(config, "application/json")} download="config.json">
                config.json
              </a>
            </p>
          )}
          <details>
            <summary>config.json</summary>
            <Code>{config}</Code>
          </details>
          <details>
            <summary>run.json: machine, versions, data</summary>
            <Code>{JSON.stringify(detail.record, null, 2)}</Code>
          </details>
        </Section>
      )}
    </>
  );
}
