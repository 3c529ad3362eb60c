// Small pictures of known parts: bars, or Gabor patches.

import { type FloatMatrix, view } from "../../core/arrays.js";
import { inputError } from "../../core/errors.js";
import { type GaborShape, gaborPatch } from "../../core/gabor-patch.js";
import type { Random } from "../../core/random.js";
import { drawStrength, type KnownExamples, recordActivations } from "../truth.js";
import type { SparseToyOptions } from "./sparse-toy.js";

/**
 * All bars of an n×n picture as unit pictures, [2n, n²]: rows from top to bottom, then columns from left to right.
 *
 * @see Földiák, Forming sparse representations by local anti-Hebbian learning (1990)
 */
export function barPictures(side: number): FloatMatrix {
  const data = new Float64Array(2 * side * side * side);
  for (let bar = 0; bar < 2 * side; bar++)
    for (const pixel of pixelsOf(bar, side)) data[bar * side * side + pixel] = 1 / Math.sqrt(side);
  return view(data, [2 * side, side * side]);
}

/** Where a bar lies. */
const pixelsOf = (bar: number, side: number): number[] =>
  Array.from({ length: side }, (_, i) => (bar < side ? bar * side + i : i * side + bar - side));

/**
 * Pictures of bars that hide each other: each bar is there with probability p, so strong as a = max(0, 1 + σ N(0, 1)), of
 * brightness a/√n. Of those that meet in a pixel one lies in front, in an order drawn anew for each picture. A bar of which
 * nothing is seen is not there. Where they add up instead, `sparseToy` draws them.
 */
export function occludingBars(
  side: number,
  { probability, spread, count }: Omit<SparseToyOptions, "features">,
  random: Random,
): KnownExamples {
  const atoms = barPictures(side);
  const found = recordActivations();
  const x = new Float64Array(count * side * side);
  for (let i = 0; i < count; i++) {
    const picture = x.subarray(i * side * side, (i + 1) * side * side);
    const there: { bar: number; strength: number; place: number }[] = [];
    for (let bar = 0; bar < 2 * side; bar++)
      if (random.uniform() < probability)
        there.push({ bar, strength: drawStrength(spread, random), place: random.uniform() });
    there.sort((a, b) => a.place - b.place);
    const front = new Int32Array(side * side).fill(-1);
    for (const { bar, strength } of there)
      for (const pixel of pixelsOf(bar, side)) {
        picture[pixel] = strength / Math.sqrt(side);
        front[pixel] = bar;
      }
    for (const { bar, strength } of there) if (front.includes(bar)) found.add(i, bar, strength);
  }
  return { x: view(x, [count, side * side]), truth: { atoms, activations: found.rows(count, 2 * side) } };
}

/** Where Gabor patches lie, as shares of the side; the finest wave, in cycles per pixel. */
const [MARGIN, FINEST] = [0.2, 0.25];
/** Of the bell: its narrower width by the period of the wave, at most by the side; and the other by that. */
const WIDTH = { ofPeriod: 0.4, ofSide: 0.2, along: 1.25 };
/** A picture on which a wave can be seen. */
const LEAST_SIDE = 4;

/**
 * Gabor functions that lie, run and wave anyhow in a picture: places within its middle, all orientations and phases,
 * between one wave over the picture and one over four pixels.
 *
 * @throws {InputError} if the picture is smaller than 4×4
 */
export function drawGabors(count: number, side: number, random: Random): GaborShape[] {
  if (side < LEAST_SIDE)
    throw inputError(
      "world",
      "side",
      `be at least ${LEAST_SIDE} with gabors`,
      side,
      "take larger pictures or bars",
    );
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const place = () => between(MARGIN * (side - 1), (1 - MARGIN) * (side - 1));
  return Array.from({ length: count }, () => {
    const frequency = between(1 / side, FINEST);
    const across = Math.min(WIDTH.ofPeriod / frequency, WIDTH.ofSide * side);
    return {
      orientation: between(0, 180),
      frequency,
      phase: between(0, 360),
      centre: [place(), place()],
      sigma: [across, WIDTH.along * across],
      amplitude: 1,
    };
  });
}

/** Gabor functions as unit pictures, [shapes.length, side²]. */
export function gaborPictures(shapes: readonly GaborShape[], side: number): FloatMatrix {
  const data = new Float64Array(shapes.length * side * side);
  for (const [j, shape] of shapes.entries()) {
    const patch = gaborPatch(shape, side, side);
    const norm = Math.sqrt(patch.reduce((sum, value) => sum + value * value, 0));
    data.set(
      patch.map((value) => value / norm),
      j * side * side,
    );
  }
  return view(data, [shapes.length, side * side]);
}
