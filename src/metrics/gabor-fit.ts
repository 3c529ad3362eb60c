// A Gabor function for each atom: where it lies, which way it runs, how fine it is.

import { angleOf, cos, sin } from "../core/angles.js";
import { exp, log } from "../core/elementary.js";
import { type GaborShape, radians } from "../core/gabor-patch.js";

/** The Gabor function that is nearest to a tile. */
export interface GaborFit extends GaborShape {
  /** Octaves between the frequencies of half amplitude; null where the lower one is below 0 */
  readonly bandwidth: number | null;
  /** 1 − Σ (v − G)² / Σ v² */
  readonly r2: number;
  /** Whether the frequency was held at a bound: then it and the bandwidth say little of the tile */
  readonly onBound: boolean;
}

/**
 * Between what a frequency is held, in cycles per pixel, for a wave whose direction has this cosine and sine. An edge is
 * half a wave or less: no coarser than half a cycle over the tile. Half a cycle per pixel along each side: beyond it a
 * finer wave looks like a coarser one of another direction.
 */
function frequencyBounds(side: number, cosine: number, sine: number): readonly [low: number, high: number] {
  return [0.5 / side, 0.5 / Math.max(Math.abs(cosine), Math.abs(sine))];
}

/**
 * Whether the frequency of a fit stands where it was held: at half a cycle over the longer side of the tile, or half a
 * cycle per pixel.
 *
 * @param orientation - of the stripes, degrees
 * @param shape - [height, width] of the tile
 */
export function frequencyOnBound(
  { orientation, frequency }: Pick<GaborFit, "orientation" | "frequency">,
  [height, width]: readonly number[],
): boolean {
  const wave = radians(orientation + 90);
  const [low, high] = frequencyBounds(Math.max(height, width), cos(wave), sin(wave));
  return frequency <= low * (1 + NEAR) || frequency >= high * (1 - NEAR);
}

// Where the parameters stand: direction of the wave, frequency, centre, log σ, and the amplitudes of cosine and sine.
const [WAVE, FREQUENCY, ROW, COLUMN, ACROSS, ALONG, EVEN, ODD] = [0, 1, 2, 3, 4, 5, 6, 7];
const COUNT = 8;
const STARTS = 3;
const DIRECTIONS = 12;
const FREQUENCIES = 7;
const STEPS = 40;
const SMALLEST_SIGMA = 0.4;
/** A share of the bound: the descent comes to it slowly. */
const NEAR = 1e-3;

const wrap = (value: number, period: number) => value - period * Math.floor(value / period);

/** One tile being fitted: its values, and the memory that every step uses again. */
class Problem {
  readonly pixels: number;
  readonly residual: Float64Array;
  readonly jacobian: Float64Array; // [pixels, COUNT]

  constructor(
    readonly values: Float64Array,
    readonly height: number,
    readonly width: number,
  ) {
    this.pixels = height * width;
    this.residual = new Float64Array(this.pixels);
    this.jacobian = new Float64Array(this.pixels * COUNT);
  }

  /**
   * Σ (v − G)²; with `slopes` also ∂G/∂p of every pixel. With u across the stripes, w along them and
   * E = exp(−u²/2σ_u² − w²/2σ_w²): G = E (a cos 2πfu + b sin 2πfu).
   */
  evaluate(p: Float64Array, slopes: boolean): number {
    const { values, width, pixels, residual, jacobian } = this;
    const [cosine, sine] = [cos(p[WAVE]), sin(p[WAVE])];
    const [su, sw] = [exp(-2 * p[ACROSS]), exp(-2 * p[ALONG])]; // 1/σ²
    const turn = 2 * Math.PI * p[FREQUENCY];
    let sum = 0;
    for (let i = 0; i < pixels; i++) {
      const x = (i % width) - p[COLUMN];
      const y = p[ROW] - Math.floor(i / width);
      const u = x * cosine + y * sine;
      const w = y * cosine - x * sine;
      const envelope = exp(-0.5 * (u * u * su + w * w * sw));
      const [c, s] = [cos(turn * u), sin(turn * u)];
      const even = envelope * c;
      const odd = envelope * s;
      const value = p[EVEN] * even + p[ODD] * odd;
      const difference = values[i] - value;
      residual[i] = difference;
      sum += difference * difference;
      if (!slopes) continue;
      const wave = p[ODD] * even - p[EVEN] * odd; // ∂value/∂(2πfu)
      const byU = turn * wave - u * su * value;
      const byW = -w * sw * value;
      const at = i * COUNT;
      jacobian[at + WAVE] = byU * w - byW * u; // ∂u/∂ω = w, ∂w/∂ω = −u
      jacobian[at + FREQUENCY] = 2 * Math.PI * u * wave;
      jacobian[at + ROW] = byU * sine + byW * cosine;
      jacobian[at + COLUMN] = -byU * cosine + byW * sine;
      jacobian[at + ACROSS] = u * u * su * value; // by log σ
      jacobian[at + ALONG] = w * w * sw * value;
      jacobian[at + EVEN] = even;
      jacobian[at + ODD] = odd;
    }
    return sum;
  }

  clamp(p: Float64Array): void {
    const { height, width } = this;
    const side = Math.max(height, width);
    const [low, high] = frequencyBounds(side, cos(p[WAVE]), sin(p[WAVE]));
    p[FREQUENCY] = Math.min(high, Math.max(low, p[FREQUENCY]));
    p[ROW] = Math.min(1.5 * height, Math.max(-0.5 * height, p[ROW]));
    p[COLUMN] = Math.min(1.5 * width, Math.max(-0.5 * width, p[COLUMN]));
    for (const sigma of [ACROSS, ALONG])
      p[sigma] = Math.min(log(2 * side), Math.max(log(SMALLEST_SIGMA), p[sigma]));
  }

  /** Levenberg and Marquardt's descent from `p`, in place. @returns Σ (v − G)² */
  descend(p: Float64Array): number {
    let damping = 1e-2;
    let error = this.evaluate(p, true);
    const normal = new Float64Array(COUNT * (COUNT + 1)); // [JᵀJ + damping | Jᵀr]
    const trial = new Float64Array(COUNT);
    for (let step = 0; step < STEPS; step++) {
      this.normalEquations(normal, damping);
      if (!solve(normal)) return error;
      for (let k = 0; k < COUNT; k++) trial[k] = p[k] + normal[k * (COUNT + 1) + COUNT];
      this.clamp(trial);
      const now = this.evaluate(trial, false);
      if (now < error) {
        const gain = error - now;
        p.set(trial);
        error = this.evaluate(p, true);
        damping = Math.max(1e-9, damping / 5);
        if (gain <= 1e-9 * error + 1e-18) return error;
      } else {
        damping *= 4;
        if (damping > 1e8) return error;
        this.evaluate(p, true);
      }
    }
    return error;
  }

  normalEquations(normal: Float64Array, damping: number): void {
    const { jacobian, residual, pixels } = this;
    normal.fill(0);
    for (let i = 0; i < pixels; i++) {
      for (let k = 0; k < COUNT; k++) {
        const slope = jacobian[i * COUNT + k];
        for (let j = 0; j <= k; j++) normal[k * (COUNT + 1) + j] += slope * jacobian[i * COUNT + j];
        normal[k * (COUNT + 1) + COUNT] += slope * residual[i];
      }
    }
    for (let k = 0; k < COUNT; k++) {
      for (let j = k + 1; j < COUNT; j++) normal[k * (COUNT + 1) + j] = normal[j * (COUNT + 1) + k];
      const diagonal = k * (COUNT + 1) + k;
      normal[diagonal] += damping * normal[diagonal] + 1e-12;
    }
  }
}

/** Gauss's elimination with pivots, in place: the solution stands in the last column. @returns false if singular */
function solve(a: Float64Array): boolean {
  const wide = COUNT + 1;
  for (let k = 0; k < COUNT; k++) {
    let pivot = k;
    for (let i = k + 1; i < COUNT; i++)
      if (Math.abs(a[i * wide + k]) > Math.abs(a[pivot * wide + k])) pivot = i;
    if (!(Math.abs(a[pivot * wide + k]) > 1e-300)) return false;
    for (let j = k; j < wide; j++) {
      const held = a[k * wide + j];
      a[k * wide + j] = a[pivot * wide + j];
      a[pivot * wide + j] = held;
    }
    for (let i = 0; i < COUNT; i++) {
      if (i === k) continue;
      const factor = a[i * wide + k] / a[k * wide + k];
      for (let j = k; j < wide; j++) a[i * wide + j] -= factor * a[k * wide + j];
    }
  }
  for (let k = 0; k < COUNT; k++) a[k * wide + COUNT] /= a[k * wide + k];
  return true;
}

/** The middle of the tile's energy, and how far it spreads. */
function energy({ values, width, pixels }: Problem): { row: number; column: number; spread: number } {
  let [sum, row, column] = [0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    const square = values[i] * values[i];
    sum += square;
    row += square * Math.floor(i / width);
    column += square * (i % width);
  }
  [row, column] = [row / sum, column / sum];
  let spread = 0;
  for (let i = 0; i < pixels; i++) {
    const [y, x] = [Math.floor(i / width) - row, (i % width) - column];
    spread += (values[i] * values[i] * (x * x + y * y)) / sum;
  }
  return { row, column, spread: Math.sqrt(Math.max(0.5, spread)) };
}

/**
 * How well a wave under an envelope fits with its best amplitudes, which are written to `p`.
 *
 * @param envelope - of each pixel
 * @returns Σ v² that it leaves
 */
function tryWave({ values, width, pixels }: Problem, envelope: Float64Array, p: Float64Array): number {
  const [cosine, sine] = [cos(p[WAVE]), sin(p[WAVE])];
  const turn = 2 * Math.PI * p[FREQUENCY];
  let [ee, eo, oo, ev, ov, vv] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < pixels; i++) {
    const u = ((i % width) - p[COLUMN]) * cosine + (p[ROW] - Math.floor(i / width)) * sine;
    const [even, odd, v] = [envelope[i] * cos(turn * u), envelope[i] * sin(turn * u), values[i]];
    ee += even * even;
    eo += even * odd;
    oo += odd * odd;
    ev += even * v;
    ov += odd * v;
    vv += v * v;
  }
  const determinant = ee * oo - eo * eo;
  if (determinant > 1e-9 * ee * oo) {
    p[EVEN] = (ev * oo - ov * eo) / determinant;
    p[ODD] = (ov * ee - ev * eo) / determinant;
  } else {
    p[EVEN] = ee === 0 ? 0 : ev / ee;
    p[ODD] = 0;
  }
  return vv - p[EVEN] * ev - p[ODD] * ov;
}

/** The most promising of a coarse search over direction, frequency and width, best first. */
function starts(problem: Problem): Float64Array[] {
  const { row, column, spread } = energy(problem);
  const { pixels, width } = problem;
  const found: { p: Float64Array; error: number }[] = [];
  for (const sigma of [spread * 0.7, spread * 1.2]) {
    const envelope = Float64Array.from({ length: pixels }, (_, i) => {
      const [x, y] = [(i % width) - column, Math.floor(i / width) - row];
      return exp((-0.5 * (x * x + y * y)) / (sigma * sigma));
    });
    for (let direction = 0; direction < DIRECTIONS; direction++) {
      for (let k = 0; k < FREQUENCIES; k++) {
        const p = new Float64Array(COUNT);
        p[WAVE] = (direction * Math.PI) / DIRECTIONS;
        p[FREQUENCY] = 0.06 + (0.44 * k) / (FREQUENCIES - 1);
        p[ROW] = row;
        p[COLUMN] = column;
        p[ACROSS] = log(sigma);
        p[ALONG] = log(sigma);
        found.push({ p, error: tryWave(problem, envelope, p) });
      }
    }
  }
  found.sort((a, b) => a.error - b.error);
  const chosen: Float64Array[] = [];
  for (const { p } of found) {
    // Neighbours on the search's grid lead to the same place.
    const near = (q: Float64Array) => {
      const turn = Math.abs(wrap(p[WAVE] - q[WAVE] + Math.PI / 2, Math.PI) - Math.PI / 2);
      return turn < 0.3 && Math.abs(p[FREQUENCY] - q[FREQUENCY]) < 0.09;
    };
    if (!chosen.some(near)) chosen.push(p);
    if (chosen.length === STARTS) break;
  }
  for (const p of chosen) problem.clamp(p);
  return chosen;
}

function describe(p: Float64Array, error: number, squares: number, shape: readonly number[]): GaborFit {
  const amplitude = Math.sqrt(p[EVEN] * p[EVEN] + p[ODD] * p[ODD]);
  const across = exp(p[ACROSS]);
  // The envelope's spectrum falls to half its height at √(2 log 2)/(2πσ) from the middle.
  const half = Math.sqrt(2 * Math.LN2) / (2 * Math.PI * across);
  const bandwidth =
    half < p[FREQUENCY] ? log((p[FREQUENCY] + half) / (p[FREQUENCY] - half)) / Math.LN2 : null;
  // The wave may be read either way round: the phase turns with it.
  const turned = wrap(p[WAVE], 2 * Math.PI) >= Math.PI;
  const phase = angleOf(-p[ODD], p[EVEN]) * (turned ? -1 : 1);
  const place = { orientation: wrap((p[WAVE] / Math.PI) * 180 + 90, 180), frequency: p[FREQUENCY] };
  return {
    ...place,
    bandwidth,
    phase: wrap((phase / Math.PI) * 180, 360),
    centre: [p[ROW], p[COLUMN]],
    sigma: [across, exp(p[ALONG])],
    amplitude,
    r2: Math.max(0, 1 - error / squares),
    onBound: frequencyOnBound(place, shape),
  };
}

/**
 * The Gabor function nearest to a tile by least squares,
 *
 *   G(r, c) = A exp(−u²/2σ_u² − w²/2σ_w²) cos(2πfu + φ),
 *
 * u across the stripes and w along them, both from the centre; the wave runs from its direction ω in [0°, 180°), the
 * stripes lie at ω + 90°. A coarse search over direction and frequency, then Levenberg and Marquardt's descent from the
 * most promising places; the same bits everywhere.
 *
 * @param tile - [height, width], row-major
 * @returns null for a tile that is constant 0 or not finite, or where the amplitude would not be
 * @see Jones and Palmer, J. Neurophysiol. 58 (1987); Ringach, J. Neurophysiol. 88 (2002)
 */
export function fitGabor(tile: ArrayLike<number>, height: number, width: number): GaborFit | null {
  const values = Float64Array.from({ length: height * width }, (_, i) => tile[i]);
  let largest = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return null;
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0) return null;
  for (let i = 0; i < values.length; i++) values[i] /= largest;
  const problem = new Problem(values, height, width);
  let best: Float64Array = new Float64Array(COUNT);
  let least = Number.POSITIVE_INFINITY;
  for (const p of starts(problem)) {
    const error = problem.descend(p);
    if (error < least) {
      best = p;
      least = error;
    }
  }
  const fit = describe(
    best,
    least,
    values.reduce((sum, v) => sum + v * v, 0),
    [height, width],
  );
  const amplitude = fit.amplitude * largest;
  return Number.isFinite(amplitude) ? { ...fit, amplitude } : null;
}
