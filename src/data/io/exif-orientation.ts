// How a camera was held: the orientation tag of EXIF.

/** 1 upright; 2 to 8 as the standard numbers the turns and reflections. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const TAG = 0x0112;
const SHORT = 3;

/**
 * The orientation that a JPEG's APP1 segment tells; 1 where it tells none.
 *
 * @param segment - after its length: "Exif", two zeros, then a TIFF header with its first directory
 * @see CIPA DC-008 (EXIF 2.32), section 4.6
 */
export function exifOrientation(segment: Uint8Array): Orientation {
  const isExif = String.fromCharCode(...segment.subarray(0, 6)) === "Exif\0\0";
  if (!isExif || segment.length < 14) return 1;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.byteLength - 6);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    if (at + 12 > tiff.byteLength) return 1;
    if (tiff.getUint16(at, little) !== TAG) continue;
    const value = tiff.getUint16(at + 8, little);
    return tiff.getUint16(at + 2, little) === SHORT && value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}

/** Whether an orientation swaps width and height. */
export function isSideways(orientation: Orientation): boolean {
  return orientation >= 5;
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
export function upright(
  pixels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  channels: number,
  orientation: Orientation,
): Uint8Array {
  if (orientation === 1) return pixels;
  const [wide, high] = isSideways(orientation) ? [height, width] : [width, height];
  const [start, right, down] = walk(orientation, width, height);
  const turned = new Uint8Array(pixels.length);
  let to = 0;
  for (let row = 0; row < high; row++) {
    let from = start + row * down;
    for (let column = 0; column < wide; column++, from += right)
      for (let c = 0; c < channels; c++) turned[to++] = pixels[from * channels + c];
  }
  return turned;
}
