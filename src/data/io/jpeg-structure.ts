// The segments of a JPEG file: what kind of picture it is, whether it is whole, what decoding it will cost.
// @see ITU-T T.81, annexes B and G

import { exifOrientation, type Orientation } from "./exif-orientation.js";
import { type Frame, isFrameMarker, noteScan, readFrame } from "./jpeg-frame.js";
import { refuse } from "./refusal.js";

export interface JpegStructure {
  /** As stored, before the orientation is applied */
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3 | 4;
  readonly orientation: Orientation;
  /** The segments that decoding needs, and no others: no thumbnails, profiles, comments, junk */
  readonly stream: Uint8Array;
  /** Whether the picture data end in zeros, as a file does that was cut and filled up */
  readonly padded: boolean;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const tables = [0xc4, 0xdb, 0xdd]; // Huffman, quantisation, restart interval
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

/** Bytes of pixels and coefficients. */
const MOST_BYTES = 400e6;
/** Pixels times scans: a picture of 12 megapixels may come in 100 scans, and has 10 or so. */
const MOST_WORK = 1.2e9;
const MOST_SCANS = 1000;
/** Segments: a picture has some tens, a profile in parts some hundreds. */
const MOST_SEGMENTS = 100_000;

/** Where the entropy-coded data that begin at `at` end: at the next marker that is no restart. */
function endOfScan(bytes: Uint8Array, at: number): number {
  for (let i = at; i + 1 < bytes.length; i++) {
    const next = bytes[i + 1];
    if (bytes[i] === 0xff && next !== 0 && next !== 0xff && !isRestart(next)) return i;
  }
  refuse("it is cut short");
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The marker of JFIF: three components are YCbCr. */
const jfif = Uint8Array.of(0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
/** Adobe's marker: whether components are as they are (0), YCbCr (1) or YCCK (2). */
const adobe = (transform: number) =>
  Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);

class Reader {
  #at = 2;
  #frame: Frame | null = null;
  #scans = 0;
  #orientation: Orientation = 1;
  #jfif = false;
  #transform: number | null = null;
  #padded = false;
  readonly #kept: Uint8Array[] = [];

  constructor(readonly bytes: Uint8Array) {}

  /** The next marker, over fill bytes and what does not belong there; null where the file ends. */
  #marker(): number | null {
    const { bytes } = this;
    for (let i = this.#at; i + 1 < bytes.length; i++) {
      const marker = bytes[i + 1];
      if (bytes[i] !== 0xff || marker === 0 || marker === 0xff) continue;
      this.#at = i + 2;
      return marker;
    }
    return null;
  }

  /** The segment at the reader, without its length. */
  #segment(): Uint8Array {
    const length = this.bytes[this.#at] * 256 + this.bytes[this.#at + 1];
    const body = this.bytes.subarray(this.#at + 2, this.#at + length);
    if (!(length >= 2)) refuse("a segment is damaged");
    if (this.#at + length > this.bytes.length) refuse("it is cut short");
    this.#at += length;
    return body;
  }

  #keep(from: number): void {
    this.#kept.push(this.bytes.subarray(from, this.#at));
  }

  #application(marker: number, body: Uint8Array): void {
    const name = String.fromCharCode(...body.subarray(0, 5));
    if (marker === 0xe0 && name === "JFIF\0") this.#jfif = true;
    if (marker === 0xe1 && this.#orientation === 1) this.#orientation = exifOrientation(body);
    if (marker === 0xee && name === "Adobe" && body.length >= 12) this.#transform = body[11];
  }

  #scan(from: number): void {
    if (this.#frame === null) refuse("its picture data come before their header");
    const least = noteScan(this.#frame, this.#segment());
    const data = this.#at;
    this.#at = endOfScan(this.bytes, data);
    if ((this.#at - data) * 8 < least) refuse("its picture data are cut short");
    this.#padded =
      this.#at - data >= 16 && this.bytes.subarray(this.#at - 16, this.#at).every((byte) => byte === 0);
    this.#scans++;
    const { width, height } = this.#frame;
    if (this.#scans > MOST_SCANS || this.#scans * width * height > MOST_WORK)
      refuse(`its ${width}×${height} pixels come in more than ${this.#scans - 1} scans; save it again`);
    this.#keep(from);
  }

  read(): JpegStructure {
    let segments = 0;
    for (let marker = this.#marker(); marker !== EOI; marker = this.#marker()) {
      if (++segments > MOST_SEGMENTS) refuse(`it has more than ${MOST_SEGMENTS} segments; save it again`);
      if (marker === null) refuse("it is cut short");
      if (marker === SOI) refuse("it begins a second time");
      if (isRestart(marker) || marker === 1) continue;
      const from = this.#at - 2;
      if (marker === SOS) {
        this.#scan(from);
        continue;
      }
      const body = this.#segment();
      if (isFrameMarker(marker)) {
        if (this.#frame !== null) refuse("it has two frame headers");
        this.#frame = readFrame(marker, body);
      }
      if (isFrameMarker(marker) || tables.includes(marker)) this.#keep(from);
      else if (marker >= 0xe0 && marker <= 0xef) this.#application(marker, body);
    }
    return this.#structure();
  }

  #structure(): JpegStructure {
    if (this.#frame === null) refuse("it has no frame header");
    const { width, height, components, progressive } = this.#frame;
    if (components.some(({ missing }) => missing.some((bits) => bits > 0)))
      refuse("it is cut short: some of its scans are missing");
    const blocks = components.reduce((sum, component) => sum + component.blocks, 0);
    const coefficients = progressive || this.#scans > 1 ? 128 * blocks : 0;
    if (width * height * components.length + coefficients > MOST_BYTES)
      refuse(`decoding its ${width}×${height} pixels takes too much memory; scale it down`);
    const start = [Uint8Array.of(0xff, SOI)];
    if (this.#jfif) start.push(jfif);
    const given = components.length === 3 ? 1 : 2;
    if (this.#transform !== null) start.push(adobe(this.#transform === 0 ? 0 : given));
    return {
      width,
      height,
      components: components.length as 1 | 3 | 4,
      orientation: this.#orientation,
      stream: joined([...start, ...this.#kept, Uint8Array.of(0xff, EOI)]),
      padded: this.#padded,
    };
  }
}

/**
 * Reads a JPEG's segments.
 *
 * @throws {Refusal} if it is not whole, of a kind that is not read, or asks for too much
 */
export function jpegStructure(bytes: Uint8Array): JpegStructure {
  return new Reader(bytes).read();
}
