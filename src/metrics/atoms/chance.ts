// Atoms that have learned nothing, to be matched with those of a training: what agrees by chance.

import { type FloatMatrix, type Matrix, view } from "../../core/arrays.js";
import { createSpectrum, fourier2d, inverseFourier2d, type Spectrum } from "../../core/fourier/fourier-2d.js";
import type { Random } from "../../core/random.js";

/** Makes atoms of no meaning out of some, [M, d] → [M, d], other ones each time. */
export type Scramble = (atoms: Matrix, random: Random) => FloatMatrix;

/** Row i, of a matrix of any layout. */
function rowOf({ data, offset, stride, shape: [, n] }: Matrix, i: number): Float64Array {
  return Float64Array.from({ length: n }, (_, j) => data[offset + i * stride[0] + j * stride[1]]);
}

/** |F| at a place of a spectrum. */
const sizeAt = ({ real, imaginary }: Spectrum, k: number): number =>
  Math.sqrt(real[k] * real[k] + imaginary[k] * imaginary[k]);

/**
 * Each atom with its own amplitudes and random phases: F⁻¹(|F(w)| · F(n)/|F(n)|), n white noise, whose phases are random and
 * conjugate-symmetric. As smooth as it was, of the same orientation, and nowhere in particular. Colours share their phases.
 *
 * @param shape - [height, width] or [height, width, channels] of an atom
 */
export const phaseScrambled =
  ([height, width, channels = 1]: readonly number[]): Scramble =>
  (atoms, random) => {
    const [count, d] = atoms.shape;
    const out = new Float64Array(count * d);
    const [own, noise] = [createSpectrum(height, width), createSpectrum(height, width)];
    const picture = new Float64Array(height * width);
    for (let i = 0; i < count; i++) {
      const row = rowOf(atoms, i);
      fourier2d(
        height,
        width,
        Float64Array.from(picture, () => random.normal()),
        noise,
      );
      for (let channel = 0; channel < channels; channel++) {
        for (let p = 0; p < picture.length; p++) picture[p] = row[p * channels + channel];
        const { real, imaginary } = fourier2d(height, width, picture, own);
        for (let k = 0; k < real.length; k++) {
          const length = sizeAt(noise, k);
          const amplitude = length === 0 ? 0 : sizeAt(own, k) / length;
          real[k] = amplitude * noise.real[k];
          imaginary[k] = amplitude * noise.imaginary[k];
        }
        const scrambled = inverseFourier2d(own);
        for (let p = 0; p < picture.length; p++) out[i * d + p * channels + channel] = scrambled[p];
      }
    }
    return view(out, [count, d]);
  };

/** Orthogonal rows that span what the rows of a matrix span, by Gram and Schmidt, twice for the sake of rounding. */
function spanOf(atoms: Matrix): Float64Array[] {
  const [count, d] = atoms.shape;
  const basis: Float64Array[] = [];
  for (let i = 0; i < count && basis.length < d; i++) {
    const row = rowOf(atoms, i);
    const before = Math.sqrt(dot(row, row));
    for (let twice = 0; twice < 2; twice++)
      for (const one of basis) {
        const share = dot(row, one);
        for (let j = 0; j < d; j++) row[j] -= share * one[j];
      }
    const left = Math.sqrt(dot(row, row));
    if (left > 1e-8 * before) basis.push(row.map((value) => value / left));
  }
  return basis;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

/**
 * All atoms turned together, at random, within what they span: lengths and angles among them stay. For atoms that are no
 * pictures.
 */
export const rotated: Scramble = (atoms, random) => {
  const [count, d] = atoms.shape;
  const basis = spanOf(atoms);
  const rank = basis.length;
  const drawn = view(
    Float64Array.from({ length: rank * rank }, () => random.normal()),
    [rank, rank],
  );
  const turned = spanOf(drawn); // orthogonal, and evenly drawn where the numbers are normal
  const out = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    const row = rowOf(atoms, i);
    const coordinates = basis.map((one) => dot(row, one));
    for (let k = 0; k < turned.length; k++) {
      let along = 0;
      for (let l = 0; l < rank; l++) along += turned[k][l] * coordinates[l];
      for (let j = 0; j < d; j++) out[i * d + j] += along * basis[k][j];
    }
  }
  return view(out, [count, d]);
};

/** What scrambles atoms of a shape: pictures by their phases, others by a rotation. @param shape - null for no pictures */
export const scrambleFor = (shape: readonly number[] | null): Scramble =>
  shape === null ? rotated : phaseScrambled(shape);
