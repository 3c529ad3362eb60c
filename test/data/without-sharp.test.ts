// What is said of WebP, TIFF and AVIF where the package sharp is not installed.

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import type { DataConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { openImage } from "../../src/data/sources/image-file.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";
import { temporaryFolder } from "../support/temporary-folder.js";

vi.mock("../../src/data/io/has-package.js", () => ({ hasPackage: () => false }));

const golden = fileURLToPath(new URL("../golden/images", import.meta.url));
const folder = temporaryFolder();
function put(place: string, ...names: readonly string[]): string {
  mkdirSync(join(folder, place), { recursive: true });
  for (const name of names) copyFileSync(join(golden, name), join(folder, place, name));
  return join(folder, place);
}
/** The notices, and the files left out, of data. */
async function read(data: DataConfig): Promise<unknown[]> {
  const notices: string[] = [];
  const resolved = parseConfig({ name: "x", data, model: { kind: "classic" } }).data;
  const { leftOut } = await loadDataset(resolved, 0, { onNotice: (text) => notices.push(text) });
  return [notices, leftOut];
}
const patches = (path: string) =>
  ({
    kind: "patches",
    source: { kind: "folder", path },
    size: [4, 4],
    count: 2,
    preprocess: [],
  }) as const;
const remedy = "WebP, TIFF and AVIF are read with the package sharp, and that is not installed";

test("a file that is named says how to get it", () => {
  expect(() => openImage(join(golden, "rgb.webp")).size()).toThrow(
    /rgb\.webp is WebP, which must be read with the package sharp, and that is not installed; npm install sharp$/,
  );
});
test("of a folder they are left out, and that is told", async () => {
  const mixed = put("mixed", "alpha.png", "rgb.webp", "grey.tiff");
  const left = ["grey.tiff", "rgb.webp"];
  const told = [`left out, as ${remedy}: grey.tiff, rgb.webp; npm install sharp`];
  expect(await read(patches(mixed))).toEqual([told, left]);
});
test("a folder of nothing else is refused with the remedy", async () => {
  const only = put("only", "rgb.webp");
  await expect(read(patches(only))).rejects.toThrow(`${remedy}: rgb.webp; npm install sharp`);
});
test("so are they told of the folders of a labelled set", async () => {
  put("set/a", "alpha.png", "rgb.avif");
  put("set/b", "alpha.png");
  const told = [`left out, as ${remedy}: a/rgb.avif; npm install sharp`];
  const dir = join(folder, "set");
  expect(await read({ kind: "labelled", dir, preprocess: [] })).toEqual([told, ["a/rgb.avif"]]);
  const source = { kind: "labelled", dir } as const;
  expect(await read({ ...patches(dir), source })).toEqual([told, ["a/rgb.avif"]]);
});
