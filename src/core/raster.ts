// A picture in memory: what image files are read into and what figures are drawn on.

/** Pixels of 8 bits. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red-green-blue */
  readonly channels: 1 | 3;
  /** [height, width, channels], row-major, 0 … 255 */
  readonly data: Uint8Array;
}

/** What an image file holds: a raster, or one of 16 bits with values 0 … 65 535. */
export interface Pixels extends Omit<Raster, "data"> {
  readonly data: Uint8Array | Uint16Array;
}

/** The value of white. */
export function whiteOf(data: Uint8Array | Uint16Array): number {
  return data instanceof Uint16Array ? 65_535 : 255;
}

/** The raster to look at: 16 bits are rounded to 8. */
export function eightBits({ data, ...shape }: Pixels): Raster {
  return {
    ...shape,
    data: data instanceof Uint16Array ? Uint8Array.from(data, (v) => Math.round(v / 257)) : data,
  };
}
