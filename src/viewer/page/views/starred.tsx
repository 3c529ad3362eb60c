// All that somebody gave a star or said something of, run by run; to be taken along as a table, JSON or a picture.

import type { VNode } from "preact";
import {
  type Annotations,
  annotationsCsv,
  featureKey,
  isThere,
  saidOf,
  unitsSaidOf,
} from "../../../core/annotation.js";
import { readableAddress } from "../../../core/run-address.js";
import type { AnnotationsAnswer, RunDetail } from "../../../inspect/answers.js";
import { Section, Trouble } from "../controls.js";
import { titleOf } from "../labels.js";
import { address } from "../route.js";
import { fileOf, isStatic, runPath, useAnswer, useBytes } from "../source.js";
import { Tile } from "../tile.js";
import { tilesPath } from "./matches.js";
import { PictureLinks } from "./picture-links.js";
import { useDetails } from "./use-details.js";
import "./starred.css";

function LayerSaid({ detail, layer, said }: { detail: RunDetail; layer: number; said: Annotations }): VNode {
  const { summary, visible, imageShape: shape } = detail;
  const tiles = useBytes(tilesPath(detail, layer)).answer;
  const units = unitsSaidOf(said, layer);
  const picture = (type: string) =>
    `${runPath(summary.id, "layers", layer, `selection.${type}`)}?units=${units.join(",")}`;
  return (
    <>
      <ul class="starred">
        {units.map((unit) => {
          const { star, label, note } = saidOf(said, featureKey(layer, unit));
          return (
            <li key={unit}>
              <a href={address(["run", summary.id, "feature", layer, unit])}>
                {tiles !== null && (
                  <Tile
                    bytes={tiles.subarray(unit * visible, (unit + 1) * visible)}
                    shape={shape}
                    label={`feature ${unit}`}
                    size={64}
                  />
                )}
              </a>
              <div>
                {star && (
                  <span class="star" title="starred">
                    ★
                  </span>
                )}{" "}
                <strong>{label}</strong> <span class="faint">{unit}</span>
                {note !== "" && <p class="note-text">{note}</p>}
              </div>
            </li>
          );
        })}
      </ul>
      {shape !== null && units.length > 0 && <PictureLinks path={picture} />}
    </>
  );
}

function RunSaid({ detail, said: all }: { detail: RunDetail; said: Annotations }): VNode {
  const { summary, layers } = detail;
  const said = Object.fromEntries(Object.entries(all).filter(([of]) => isThere(of, layers)));
  const elsewhere = Object.keys(all).filter((of) => !isThere(of, layers));
  const { star, note } = saidOf(said, "run");
  return (
    <Section
      title={titleOf(summary)}
      aside={
        <span>
          <a href={address(["run", summary.id])}>{readableAddress(summary.id)}</a> ·{" "}
          <a
            href={fileOf(annotationsCsv(said), "text/csv")}
            download={`${summary.experiment}-annotations.csv`}
          >
            CSV
          </a>{" "}
          ·{" "}
          <a
            href={fileOf(JSON.stringify(said, null, 2), "application/json")}
            download={`${summary.experiment}-annotations.json`}
          >
            JSON
          </a>
        </span>
      }
    >
      {(star || note !== "") && (
        <p class="note-text">
          {star && (
            <span class="star" title="starred">
              ★
            </span>
          )}{" "}
          {note}
        </p>
      )}
      {summary.checkpoints.length > 0 &&
        layers.map(({ layer }) => <LayerSaid key={layer} detail={detail} layer={layer} said={said} />)}
      {elsewhere.length > 0 && (
        <p class="faint">Left out, since the run has no such features: {elsewhere.join(", ")}.</p>
      )}
    </Section>
  );
}

export function StarredView(): VNode {
  const { answer, error } = useAnswer<AnnotationsAnswer>("/api/annotations");
  const ids = Object.keys(answer?.said ?? {});
  const { details, error: unread } = useDetails(ids);
  return (
    <>
      <h1>Stars, labels and notes</h1>
      <Trouble error={error ?? unread} />
      {answer?.unread.map((problem) => (
        <Trouble key={problem} error={problem} />
      ))}
      {answer !== null && ids.length === 0 && answer.unread.length === 0 && (
        <p class="empty">
          Nothing has a star{isStatic ? "." : " yet: give one on the page of a feature or a run."}
        </p>
      )}
      {answer !== null &&
        details.map((detail) => (
          <RunSaid key={detail.summary.id} detail={detail} said={answer.said[detail.summary.id] ?? {}} />
        ))}
    </>
  );
}
