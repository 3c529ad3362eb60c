// A picture into a file whose name was typed.

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InputError } from "../core/errors.js";
import { assertWritable } from "../train/assert-writable.js";
import { writeAtomically } from "../train/write-atomically.js";
import { svgToPng } from "../viz/svg-to-png.js";

/**
 * @param option - that names the file, without --
 * @returns what writes an SVG into it, as a PNG where its name ends so
 * @throws {InputError} unless it ends in .png or .svg, in a folder that can be written into
 */
export function pictureFile(verb: string, option: string, path: string): (svg: string) => void {
  if (!/\.(png|svg)$/i.test(path))
    throw new InputError(`${verb}: --${option} must end in .png or .svg, got ${path}`);
  const file = resolve(path);
  if (!existsSync(dirname(file)))
    throw new InputError(
      `${verb}: --${option} must lie in a folder that there is, got ${path}; make its folder first`,
    );
  assertWritable(verb, dirname(file), `--${option}`);
  return (svg) => writeAtomically(file, /svg$/i.test(file) ? svg : svgToPng(svg));
}
