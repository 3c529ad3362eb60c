import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DataConfig, ResolvedData } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { samplePatches } from "../../src/data/patches.js";
import { preprocessImages } from "../../src/data/preprocess/image-steps.js";
import { fitPreprocessing } from "../../src/data/preprocess/pipeline.js";
import type { Phase, Reading } from "../../src/data/reading.js";
import { loadFolder } from "../../src/data/sources/folder.js";
import type { Dataset } from "../../src/experiments/dataset.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";
import { rememberLast } from "../../src/experiments/remember-last.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const photos = join(folder, "photos");
mkdirSync(photos);
for (const [i, name] of ["a.png", "b.png", "c.png"].entries()) {
  const [width, height] = [16 + i, 12 + 2 * i];
  const random = createRandom(i);
  const data = Uint8Array.from({ length: width * height }, () => random.integer(256));
  writeFileSync(join(photos, name), encodePng({ width, height, channels: 1, data }));
}
writeFileSync(join(photos, "notes.gif"), "GIF89a");

const steps = [{ kind: "whiten-1-over-f" }, { kind: "normalize-ufldl" }] as const;
const config = {
  kind: "patches",
  source: { kind: "folder", path: photos },
  size: [4, 5],
  count: 60,
  preprocess: steps,
} as const;

const resolved = (data: DataConfig): ResolvedData =>
  parseConfig({ name: "x", data, model: { kind: "classic" } }).data;
const load = (data: DataConfig, seed: number, reading?: Reading): Promise<Dataset> =>
  loadDataset(resolved(data), seed, reading);

describe("loadDataset", () => {
  test("image by image gives the bits of all images in memory", async () => {
    const images = preprocessImages(steps, loadFolder(photos));
    const random = createRandom(7, "patches");
    const { patches, origins } = samplePatches(images, { size: [4, 5], count: 60, random });
    const dataset = await load(config, 7);
    expect(dataset.x.data).toEqual(fitPreprocessing(steps.slice(1), patches).values.data);
    expect(dataset.origins).toEqual(origins);
    expect(dataset.images.map(({ name, height, width }) => [name, height, width])).toEqual([
      ["a.png", 12, 16],
      ["b.png", 14, 17],
      ["c.png", 16, 18],
    ]);
  });
  test("tells each image before it is read, and what is left out", async () => {
    const phases: Phase[] = [];
    const notices: string[] = [];
    const reading = {
      onPhase: (phase: Phase) => phases.push(phase),
      onNotice: (text: string) => notices.push(text),
    };
    const { leftOut } = await load(config, 0, reading);
    expect(phases.slice(4).map(({ what, done, total, at }) => `${what} ${done}/${total} ${at}`)).toEqual([
      "reading images 0/3 a.png",
      "reading images 1/3 b.png",
      "reading images 2/3 c.png",
      "reading images 3/3 ",
    ]);
    expect(notices).toEqual(["left out, as they are no images: notes.gif"]);
    expect(leftOut).toEqual(["notes.gif"]);
  });
  test("a signal stops it before the next image", async () => {
    const controller = new AbortController();
    const read: string[] = [];
    const onPhase = ({ what, at }: Phase) => {
      if (what === "reading images") read.push(at);
      if (at === "b.png" && what === "reading images") controller.abort();
    };
    await expect(load(config, 0, { signal: controller.signal, onPhase })).rejects.toThrow(/abort/i);
    expect(read).toEqual(["a.png", "b.png"]);
  });
  test("a single image is a source", async () => {
    const source = { kind: "image", path: join(photos, "b.png") } as const;
    const { images, x } = await load({ ...config, source }, 0);
    expect([images, x.shape]).toEqual([[{ name: "b.png", height: 14, width: 17 }], [60, 20]]);
  });
  test("maxSide scales what is larger; patches lie in the scaled images", async () => {
    const source = { ...config.source, maxSide: 17 } as const;
    const { images } = await load({ ...config, source }, 0);
    // 12×16 and 14×17 stay; 16×18 becomes 17/18 of it, 15.1×17
    expect(images.map(({ height, width }) => [height, width])).toEqual([
      [12, 16],
      [14, 17],
      [15, 17],
    ]);
  });
});

test("a constant image is refused as constant, although whitening leaves rounding of it", async () => {
  const constant = join(folder, "constant.png");
  // 96 = 2⁵·3: the transform of a constant is not exact there.
  const data = new Uint8Array(96 * 96).fill(77);
  writeFileSync(constant, encodePng({ width: 96, height: 96, channels: 1, data }));
  await expect(load({ ...config, source: { kind: "image", path: constant } }, 0)).rejects.toThrow(
    /whiten-1-over-f: images must vary, all are constant/,
  );
  const whitened = { source: { kind: "image", path: constant }, preprocess: steps.slice(0, 1) } as const;
  await expect(load({ ...config, ...whitened }, 0)).rejects.toThrow(/images must vary/);
});

test("images have no 8-bit values to scale: refused before any is read", async () => {
  const onPhase = () => expect.unreachable();
  for (const scale of [{ kind: "scale" }, { kind: "scale", factor: 1 / 255 }] as const)
    await expect(load({ ...config, preprocess: [steps[0], scale] }, 0, { onPhase })).rejects.toThrow(
      /scale must be given whole numbers 0 … 255, images are read as 0 … 1; leave it out/,
    );
});

test("an array that looks like pictures and is none is told, unless its shape was named", async () => {
  const path = join(folder, "rgba.npy");
  writeFileSync(path, encodeNpy(new Float64Array(32).map(Math.sin), [2, 2, 2, 4]));
  const notices: string[] = [];
  const reading = { onNotice: (text: string) => notices.push(text) };
  await load({ kind: "array", path }, 0, reading);
  await load({ kind: "array", path, imageShape: [4, 4] }, 0, reading);
  expect(notices).toEqual([expect.stringMatching(/rgba\.npy: examples of 2×2×4 are not drawn/)]);
});

test("trainings that follow on each other with the same data read them once", async () => {
  const data = { kind: "table", x: [[0.1], [0.2]], y: [[1], [0]] } as const;
  let reads = 0;
  const load = rememberLast((...words) => {
    reads += 1;
    return loadDataset(...words);
  });
  const first = await load(data, 0);
  expect(await load({ ...data }, 0)).toBe(first);
  expect(reads).toBe(1);
  await load(data, 1);
  expect(reads).toBe(2);
});
