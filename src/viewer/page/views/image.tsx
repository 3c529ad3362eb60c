// An image through a model: which features fire, and where.

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { FiringAnswer, HeatAnswer, RunDetail, SourceImage } from "../../../inspect/answers.js";
import { Choice, Section, Slider, Trouble, TroublePage } from "../controls.js";
import { percent, short } from "../format.js";
import { HeatView } from "../heat-view.js";
import { titleOf } from "../labels.js";
import { address, go, route, setQuery } from "../route.js";
import { runPath, useAnswer, useBytes } from "../source.js";
import { Tile } from "../tile.js";
import { sendImage } from "../upload.js";
import "./image.css";

/** The images of the run's source to choose from, and a place to drop one's own. */
export function DropImage({
  id,
  images,
  layer,
}: {
  id: string;
  images: readonly SourceImage[];
  layer: number;
}): VNode {
  const [error, setError] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const look = (key: string) => go(address(["run", id, "image", key], { layer }));
  const take = (file: File | undefined) => {
    setOver(false);
    if (file === undefined) return;
    setError(null);
    setBusy(true);
    sendImage(id, file)
      .then(
        (image) => look(image.id),
        (reason: Error) => setError(reason.message),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <label
        class={over ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          take(event.dataTransfer?.files[0]);
        }}
      >
        <input type="file" accept="image/*" onChange={(event) => take(event.currentTarget.files?.[0])} />
        <span aria-live="polite">
          {busy
            ? "Reading the image …"
            : "Drop an image of your own here, or choose one, in any format that the browser reads. Only rhohat view gets it."}
        </span>
      </label>
      <Trouble error={error} />
      {images.length > 0 && (
        <div class="figures">
          {images.slice(0, 24).map((image) => (
            <a href={address(["run", id, "image", image.id], { layer })}>
              <img src={runPath(id, "images", image.id)} alt="" loading="lazy" />
              <small>{image.name}</small>
            </a>
          ))}
        </div>
      )}
    </>
  );
}

export function ImageView({ id, image }: { id: string; image: string }): VNode {
  const { layer = "1", unit: wanted, strength = "0.85" } = route.value.query;
  const { answer: detail, error: noRun } = useAnswer<RunDetail>(runPath(id));
  const firing = useAnswer<FiringAnswer>(`${runPath(id, "images", image, "firing")}?layer=${layer}`);
  const step = detail?.summary.checkpoints.at(-1);
  const tiles = useBytes(
    step === undefined ? null : `${runPath(id, "layers", layer, "tiles")}?of=features&step=${step}`,
  );
  const unit = Number(wanted ?? firing.answer?.features[0]?.unit ?? -1);
  const heat = useAnswer<HeatAnswer>(
    unit < 0 || step === undefined
      ? null
      : `${runPath(id, "layers", layer, "features", unit, "heat", image)}?step=${step}`,
  );
  const trouble = noRun ?? firing.error;
  if (trouble !== null) return <TroublePage title="Image" error={trouble} />;
  if (detail === null || firing.answer === null || tiles.answer === null)
    return <p class="faint">Looking at the image …</p>;
  const answer = firing.answer;
  const found = answer.features.find((feature) => feature.unit === unit);
  const marks =
    found === undefined || detail.imageShape === null
      ? []
      : [
          {
            row: found.at[0],
            column: found.at[1],
            height: detail.imageShape[0],
            width: detail.imageShape[1],
          },
        ];
  return (
    <>
      <div class="title">
        <h1>{answer.image.name}</h1>
        <span class="faint">
          {answer.image.width}×{answer.image.height} through{" "}
          <a href={address(["run", id], { layer })}>{titleOf(detail.summary)}</a>
        </span>
      </div>
      <div class="toolbar">
        {detail.layers.length > 1 && (
          <Choice
            label="layer"
            value={layer}
            options={detail.layers.map((l) => [String(l.layer), String(l.layer)] as const)}
            onChange={(value) => setQuery({ layer: value, unit: undefined })}
          />
        )}
        <Slider
          label="heat"
          min={0}
          max={1}
          step={0.05}
          value={Number(strength)}
          shown={percent(Number(strength))}
          onInput={(value) => setQuery({ strength: value })}
        />
        {unit >= 0 && (
          <a class="button" href={address(["run", id, "feature", layer, unit], { image })}>
            Open feature {unit}
          </a>
        )}
      </div>
      <div class="firing">
        <HeatView
          source={runPath(id, "images", image)}
          label={`activation of feature ${unit} over ${answer.image.name}`}
          heat={heat.answer}
          marks={marks}
          strength={Number(strength)}
        />
        <Section title="Features that fire most">
          <div class="pairs">
            {answer.features.map((feature) => (
              <button
                type="button"
                aria-pressed={feature.unit === unit}
                class={feature.unit === unit ? "patch chosen" : "patch"}
                onClick={() => setQuery({ unit: feature.unit })}
                title={`feature ${feature.unit}: highest ${short(feature.max, 3)}, active on ${percent(feature.density)}`}
              >
                <Tile
                  bytes={tiles.answer!.subarray(
                    feature.unit * detail.visible,
                    (feature.unit + 1) * detail.visible,
                  )}
                  shape={detail.imageShape}
                  label={`feature ${feature.unit}`}
                  size={56}
                />
                <small>{short(feature.max, 2)}</small>
              </button>
            ))}
          </div>
        </Section>
      </div>
      <p class="faint">The yellow frame is the patch on which the chosen feature fires most.</p>
    </>
  );
}
