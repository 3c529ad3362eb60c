// A JPEG's frame and scans: what kind of picture it is, and what each scan brings of it.
// @see ITU-T T.81, annexes B.2.2 and B.2.3

import { refuse } from "./refusal.js";

interface Component {
  readonly id: number;
  readonly blocks: number;
  /** Low bits that are still missing of each of the 64 coefficients; 99 where none of it came */
  readonly missing: Uint8Array;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly components: readonly Component[];
}

const MOST_PIXELS = 120e6;
const NONE = 99;

/** Whether a marker begins a frame: SOF0 to SOF15, but DHT, JPG and DAC. */
export function isFrameMarker(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function processOf(marker: number, precision: number): string | null {
  if (marker >= 0xc9) return "arithmetic coding";
  if (marker >= 0xc5) return "hierarchical coding";
  if (marker === 0xc3) return "lossless coding";
  return precision === 8 ? null : `${precision} bits a sample`;
}

/** The frame header. @param body - the segment, without its length */
export function readFrame(marker: number, body: Uint8Array): Frame {
  if (body.length < 6 || body.length < 6 + 3 * body[5]) refuse("its frame header is damaged");
  const process = processOf(marker, body[0]);
  if (process !== null) refuse(`it has ${process}; save it as a baseline or progressive JPEG of 8 bits`);
  const [height, width, count] = [body[1] * 256 + body[2], body[3] * 256 + body[4], body[5]];
  if (height === 0 || width === 0) refuse(`its header says ${width}×${height} pixels`);
  if (![1, 3, 4].includes(count)) refuse(`it has ${count} components, not 1, 3 or 4`);
  if (width * height > MOST_PIXELS)
    refuse(
      `it has ${Math.round((width * height) / 1e6)} million pixels, ${MOST_PIXELS / 1e6} are the most; scale it down`,
    );
  const parts = Array.from({ length: count }, (_, i) => {
    const at = 6 + 3 * i;
    return { id: body[at], h: body[at + 1] >> 4, v: body[at + 1] & 15 };
  });
  if (parts.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) refuse("its frame header is damaged");
  const [most, highest] = [Math.max(...parts.map(({ h }) => h)), Math.max(...parts.map(({ v }) => v))];
  if (parts.some(({ h, v }) => most % h !== 0 || highest % v !== 0))
    refuse("its components are sampled in no whole ratio; save it with 4:4:4, 4:2:2 or 4:2:0");
  const components = parts.map(({ id, h, v }) => ({
    id,
    blocks: Math.ceil((width * h) / most / 8) * Math.ceil((height * v) / highest / 8),
    missing: new Uint8Array(64).fill(NONE),
  }));
  return { width, height, components, progressive: marker === 0xc2 };
}

/** Notes what a scan brings, from its header. @returns the least bits its data must have */
export function noteScan({ components, progressive }: Frame, body: Uint8Array): number {
  const count = body[0];
  if (count < 1 || count > 4 || body.length < 4 + 2 * count) refuse("a scan header is damaged");
  const [first, last, approximation] = body.subarray(1 + 2 * count);
  let blocks = 0;
  for (let i = 0; i < count; i++) {
    const component = components.find(({ id }) => id === body[1 + 2 * i]);
    if (component === undefined) refuse("a scan header is damaged");
    if (!progressive) component.missing.fill(0);
    else component.missing.fill(approximation & 15, first, last + 1);
    blocks += component.blocks;
  }
  if (!progressive) return 2 * blocks; // a code for the mean and one for the end of the block
  return first === 0 && approximation >> 4 === 0 ? blocks : 0;
}
