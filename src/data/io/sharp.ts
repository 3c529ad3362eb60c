// WebP, TIFF and AVIF, read through the optional package sharp. It is asynchronous and works in a thread; who asks sleeps
// meanwhile, as with the decoders that are functions, so that images of all formats are read in one way.

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Pixels } from "../../core/raster.js";
import { hasPackage } from "./has-package.js";
import { imageFormat } from "./image-format.js";
import { missingPackage } from "./optional-package.js";
import { pixelsFromRgba } from "./pixels-from-rgba.js";
import { orNamed, refuse } from "./refusal.js";

/** Formats that it is asked for. */
export const sharpFormats: readonly string[] = ["WebP", "TIFF", "AVIF"];

/** Whether the package is there. */
export const hasSharp = (): boolean => hasPackage("sharp");

/** What the headers say; width and height of the upright picture. */
interface Facts {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** "srgb", "b-w", "rgb16", "grey16", or another that is refused, as libvips calls it */
  readonly space: string;
  /** Type of the samples, as libvips calls it: "uchar", "ushort", … */
  readonly depth: string;
  /** Bits of a sample in the file; 8 where its headers do not tell */
  readonly bits: number;
  readonly pages: number;
}

type Question =
  | { readonly wanted: "facts"; readonly bytes: Uint8Array }
  | { readonly wanted: "rgba"; readonly bytes: Uint8Array; readonly isWide: boolean };

/** Milliseconds that the largest picture never takes: beyond them the thread is taken for dead. */
const LIMIT = 300_000;
const MOST_PIXELS = 120e6;
/** Unpacked bytes: 120 million pixels in grey or colour of 8 bits. */
const MOST_BYTES = 400e6;

class SharpThread {
  static #running: SharpThread | null = null;
  readonly #flag = new Int32Array(new SharedArrayBuffer(4));
  readonly #port: MessagePort;
  readonly #worker: Worker;

  private constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(new URL("./sharp-thread.mjs", import.meta.url), {
      workerData: { port: port2, flag: this.#flag },
      transferList: [port2],
      execArgv: [],
    });
    this.#worker.unref();
  }

  /** What the package answers; refused in its words where it fails. */
  static ask(question: Question): unknown {
    SharpThread.#running ??= new SharpThread();
    return SharpThread.#running.#ask(question);
  }

  #ask(question: Question): unknown {
    Atomics.store(this.#flag, 0, 0);
    this.#port.postMessage(question);
    if (Atomics.wait(this.#flag, 0, 0, LIMIT) === "timed-out") {
      SharpThread.#running = null;
      void this.#worker.terminate();
      return refuse("reading it takes too long");
    }
    const { value, failure } = receiveMessageOnPort(this.#port)!.message as {
      readonly value?: unknown;
      readonly failure?: string;
    };
    return failure === undefined ? value : refuse(`sharp said: ${reasonIn(failure)}`);
  }
}

/** Lines of libvips' log that tell little: each place that it looked at in vain, what it mended, what sharp makes of warnings. */
const idle = /^(source: bad seek|Warning treated as error|Bogus |$)/;

/** The first line that tells what is wrong. */
function reasonIn(log: string): string {
  const lines = log.split("\n").map((line) => line.replace("Input buffer has corrupt header: ", "").trim());
  return lines.find((line) => !idle.test(line)) ?? "the file is damaged";
}

/** What the headers say of a picture that can be read. */
function factsOf(bytes: Uint8Array): Facts {
  const facts = SharpThread.ask({ wanted: "facts", bytes }) as Facts;
  const { width, height, channels, space, depth, pages } = facts;
  if (pages > 1) refuse(`it has ${pages} pages; save each as a file of its own`);
  if (depth !== "uchar" && depth !== "ushort")
    refuse(`its samples are of type ${depth}; save it in 8 or 16 bits, or as an array`);
  if (!["srgb", "b-w", "rgb16", "grey16"].includes(space))
    refuse(`its colours are ${space.toUpperCase()}; save it in RGB or grey`);
  if (channels > 4) refuse(`it has ${channels} channels; save it in RGB or grey`);
  if (width * height > MOST_PIXELS)
    refuse(
      `it has ${Math.round((width * height) / 1e6)} million pixels, ${MOST_PIXELS / 1e6} are the most; scale it down`,
    );
  const unpacked = width * height * channels * (isWide(facts) ? 2 : 1);
  if (unpacked > MOST_BYTES)
    refuse(
      `its pixels unpack to ${Math.round(unpacked / 1e6)} MB, ${MOST_BYTES / 1e6} are the most; scale it down`,
    );
  return facts;
}

const isWide = ({ depth }: Facts) => depth === "ushort";

function named<Result>(bytes: Uint8Array, name: string, read: () => Result): Result {
  const format = imageFormat(bytes);
  if (!hasSharp()) throw missingPackage("sharp", `${name} is ${format}`);
  return orNamed(`decodeBySharp: ${name} must be a whole ${format} file`, read);
}

/** Samples of 9 to 15 bits come with zeros below: white becomes 65 535. */
function fillRange(samples: Uint16Array, bits: number): void {
  const white = (1 << bits) - 1;
  for (let i = 0; i < samples.length; i++)
    samples[i] = Math.round(((samples[i] >> (16 - bits)) * 65_535) / white);
}

/**
 * The pixels of a WebP, TIFF or AVIF file, turned upright as its orientation says: 16 bits where it has more than 8.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if sharp is not installed, the bytes are not a whole file, it is too large, it has several pages, or
 *   its samples are neither RGB nor grey of up to 16 bits
 */
export function decodeBySharp(bytes: Uint8Array, name: string): Pixels {
  return named(bytes, name, () => {
    const facts = factsOf(bytes);
    const { width, height, bits } = facts;
    const rgba = SharpThread.ask({ wanted: "rgba", bytes, isWide: isWide(facts) }) as ArrayBuffer;
    if (!isWide(facts)) return pixelsFromRgba(width, height, new Uint8Array(rgba));
    const samples = new Uint16Array(rgba);
    if (bits > 8 && bits < 16) fillRange(samples, bits);
    return pixelsFromRgba(width, height, samples);
  });
}

/**
 * Width and height, upright, from the headers.
 *
 * @throws {InputError} as decodeBySharp, for what the headers tell
 */
export function sizeBySharp(bytes: Uint8Array, name: string): { width: number; height: number } {
  return named(bytes, name, () => {
    const { width, height } = factsOf(bytes);
    return { width, height };
  });
}
