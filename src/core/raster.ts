// A picture in memory: what image files are read into and what figures are drawn on.

export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red-green-blue */
  readonly channels: 1 | 3;
  /** [height, width, channels], row-major, 0 … 255 */
  readonly data: Uint8Array;
}
