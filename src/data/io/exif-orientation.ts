// How a camera was held: the orientation tag of EXIF.

/** 1 upright; 2 to 8 as the standard numbers the turns and reflections. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const TAG = 0x0112;
/** Bytes of the whole numbers of TIFF, by their type: the standard has SHORT, 3, some programs write LONG or a signed one. */
const widths: Readonly<Record<number, 1 | 2 | 4>> = { 3: 2, 4: 4, 6: 1, 8: 2, 9: 4 };

/** The first value of a directory's entry at `at`; none of another type. */
function wholeNumber(tiff: DataView, at: number, little: boolean): number | null {
  if (tiff.getUint32(at + 4, little) === 0) return null;
  switch (widths[tiff.getUint16(at + 2, little)]) {
    case 1:
      return tiff.getUint8(at + 8);
    case 2:
      return tiff.getUint16(at + 8, little);
    case 4:
      return tiff.getUint32(at + 8, little);
    default:
      return null;
  }
}

/**
 * The orientation that EXIF tells; 1 where it tells none.
 *
 * @param exif - "Exif" and two zeros, which a PNG need not have, then a TIFF header with its first directory
 * @see CIPA DC-008 (EXIF 2.32), section 4.6
 */
export function exifOrientation(exif: Uint8Array): Orientation {
  const text = (from: number, to: number) => String.fromCharCode(...exif.subarray(from, to));
  const start = text(0, 6) === "Exif\0\0" ? 6 : 0;
  const magic = text(start, start + 4);
  if ((magic !== "II*\0" && magic !== "MM\0*") || exif.length < start + 8) return 1;
  const tiff = new DataView(exif.buffer, exif.byteOffset + start, exif.byteLength - start);
  const little = magic === "II*\0";
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    if (at + 12 > tiff.byteLength) return 1;
    if (tiff.getUint16(at, little) !== TAG) continue;
    const value = wholeNumber(tiff, at, little) ?? 1;
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** Whether an orientation swaps width and height. */
function isSideways(orientation: Orientation): boolean {
  return orientation >= 5;
}

/** Width and height of the upright picture. */
export function uprightSize(stored: {
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
}): { width: number; height: number } {
  const { width, height, orientation } = stored;
  return isSideways(orientation) ? { width: height, height: width } : { width, height };
}

/** Where the upper left pixel of the upright picture lies in the stored one, and the way right and down from there. */
function walk(
  orientation: Orientation,
  width: number,
  height: number,
): [start: number, right: number, down: number] {
  const last = width * height - 1;
  const corner = { tl: 0, tr: width - 1, bl: last - width + 1, br: last };
  switch (orientation) {
    case 1:
      return [corner.tl, 1, width];
    case 2:
      return [corner.tr, -1, width];
    case 3:
      return [corner.br, -1, -width];
    case 4:
      return [corner.bl, 1, -width];
    case 5:
      return [corner.tl, width, 1];
    case 6:
      return [corner.bl, -width, 1];
    case 7:
      return [corner.br, -width, -1];
    case 8:
      return [corner.tr, width, -1];
  }
}

/** The upright picture: [height, width] or, where it lay on its side, [width, height], with its channels. */
export function upright<Samples extends Uint8Array | Uint16Array>(
  pixels: Samples,
  { width, height }: { readonly width: number; readonly height: number },
  channels: number,
  orientation: Orientation,
): Samples {
  if (orientation === 1) return pixels;
  const [wide, high] = isSideways(orientation) ? [height, width] : [width, height];
  const [start, right, down] = walk(orientation, width, height);
  const turned = pixels.slice() as Samples;
  let to = 0;
  for (let row = 0; row < high; row++) {
    let from = start + row * down;
    for (let column = 0; column < wide; column++, from += right)
      for (let c = 0; c < channels; c++) turned[to++] = pixels[from * channels + c];
  }
  return turned;
}
