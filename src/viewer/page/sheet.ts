// All tiles of a layer in one picture, which grids and maps take theirs from.

import { useMemo } from "preact/hooks";
import { spriteSheet, type TileShape, tileSize } from "./paint.js";

const COLUMNS = 64;

export interface TileSheet {
  readonly sheet: HTMLCanvasElement;
  /** Where a unit's tile begins: x, y */
  readonly cornerOf: (unit: number) => readonly [number, number];
}

/** @param bytes - [units, visible], 128 is 0 */
export function useSheet({
  bytes,
  visible,
  shape,
}: {
  readonly bytes: Uint8Array;
  readonly visible: number;
  readonly shape: TileShape;
}): TileSheet {
  return useMemo(() => {
    const image = spriteSheet(bytes, visible, shape, COLUMNS);
    const sheet = document.createElement("canvas");
    [sheet.width, sheet.height] = [image.width, image.height];
    sheet.getContext("2d")!.putImageData(image, 0, 0);
    const { width, height } = tileSize(shape);
    return { sheet, cornerOf: (unit) => [(unit % COLUMNS) * width, Math.floor(unit / COLUMNS) * height] };
  }, [bytes, visible, shape]);
}
