// An image with a feature's activation over it, and rectangles where patches lie.

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { HeatAnswer } from "../../inspect/answers.js";
import { short } from "./format.js";
import { paintHeat } from "./paint.js";
import { decodeBytes } from "./source.js";
import "./heat-view.css";

interface Mark {
  readonly row: number;
  readonly column: number;
  readonly height: number;
  readonly width: number;
}

export interface HeatViewProps {
  /** Address of the image */
  readonly source: string;
  readonly label: string;
  readonly heat: HeatAnswer | null;
  readonly marks?: readonly Mark[];
  /** 0 the image alone, 1 the map alone */
  readonly strength?: number;
}

function overlay(context: CanvasRenderingContext2D, heat: HeatAnswer): void {
  const { width, height, stride, patch } = heat;
  const small = document.createElement("canvas");
  [small.width, small.height] = [width, height];
  small.getContext("2d")!.putImageData(paintHeat(decodeBytes(heat.values), width, height), 0, 0);
  context.imageSmoothingEnabled = true;
  // A patch's activation is shown at the patch's middle.
  const [top, left] = [(patch[0] - stride) / 2, (patch[1] - stride) / 2];
  context.drawImage(small, left, top, width * stride, height * stride);
}

export function HeatView({ source, label, heat, marks = [], strength = 0.85 }: HeatViewProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [image, setImage] = useState<HTMLImageElement | null>(null);
  useEffect(() => {
    const loading = new Image();
    loading.onload = () => setImage(loading);
    loading.src = source;
  }, [source]);
  useEffect(() => {
    if (image === null) return;
    const target = canvas.current!;
    [target.width, target.height] = [image.naturalWidth, image.naturalHeight];
    const context = target.getContext("2d")!;
    context.drawImage(image, 0, 0);
    context.globalAlpha = strength;
    if (heat !== null) overlay(context, heat);
    context.globalAlpha = 1;
    for (const { row, column, height, width } of marks) {
      context.lineWidth = 3;
      context.strokeStyle = "#000";
      context.strokeRect(column - 2.5, row - 2.5, width + 5, height + 5);
      context.lineWidth = 1.5;
      context.strokeStyle = "#ffd400";
      context.strokeRect(column - 2.5, row - 2.5, width + 5, height + 5);
    }
  }, [image, heat, marks, strength]);
  return (
    <figure class="heat">
      <canvas ref={canvas} role="img" aria-label={label} data-ready={image !== null} />
      {heat !== null && (
        <figcaption>
          <span>{short(heat.min, 3)}</span>
          <span class="heat-scale" />
          <span>{short(heat.max, 3)}</span>
          <span>activation of the patch around each pixel</span>
        </figcaption>
      )}
    </figure>
  );
}
