// libjpeg-turbo, compiled to WebAssembly: the binary of @cwasm/jpeg-turbo, called as turbojpeg.h says.
// The package's own JavaScript hides what is needed here: output formats other than RGBA, and warnings.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** What turbojpeg.h calls TJPF_…, and bytes a pixel. */
const formats = { grey: [6, 1], rgb: [0, 3], cmyk: [11, 4] } as const;
export type PixelFormat = keyof typeof formats;

const STOP_ON_WARNING = 8192;
/** Where this build keeps the text of its last message. */
const MESSAGE = 12_176;

interface TurboJpeg {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  tjInitDecompress(): number;
  tjDecompress2(
    handle: number,
    jpeg: number,
    bytes: number,
    out: number,
    width: number,
    pitch: number,
    height: number,
    format: number,
    flags: number,
  ): number;
}

let code: WebAssembly.Module | null = null;

/** Each picture has an instance of its own: what a failure leaves behind goes with it. */
function instantiate(): TurboJpeg {
  if (code === null) {
    const require = createRequire(import.meta.url);
    code = new WebAssembly.Module(readFileSync(require.resolve("@cwasm/jpeg-turbo/jpeg-turbo.wasm")));
  }
  const stop = () => {
    throw new Error("libjpeg-turbo gave up"); // where C would jump out of its decoder
  };
  const system = { environ_sizes_get: () => 0 };
  const others = ["proc_exit", "environ_get", "fd_close", "fd_seek", "fd_write"];
  const instance = new WebAssembly.Instance(code, {
    env: { setjmp: () => 0, longjmp: stop },
    wasi_snapshot_preview1: { ...Object.fromEntries(others.map((name) => [name, stop])), ...system },
  });
  return instance.exports as unknown as TurboJpeg;
}

/** Pixels, in the memory of the decoder, which nobody else uses; or why there are none, in libjpeg's words. */
export type Decoded = { readonly pixels: Uint8Array } | { readonly failure: string };

/**
 * Decodes a JPEG with the accurate transform and smooth chroma upsampling.
 *
 * @param strict - any warning is a failure; else pixels come with whatever was found damaged
 */
export function decodeTurbo(
  jpeg: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  format: PixelFormat,
  strict: boolean,
): Decoded {
  const [code, channels] = formats[format];
  const turbo = instantiate();
  const input = turbo.malloc(jpeg.length);
  const size = width * height * channels;
  const out = turbo.malloc(size);
  if (input === 0 || out === 0) return { failure: "it needs too much memory" };
  new Uint8Array(turbo.memory.buffer, input, jpeg.length).set(jpeg);
  const flags = strict ? STOP_ON_WARNING : 0;
  let failed = false;
  try {
    const handle = turbo.tjInitDecompress();
    const pitch = width * channels;
    failed = turbo.tjDecompress2(handle, input, jpeg.length, out, width, pitch, height, code, flags) !== 0;
  } catch {
    failed = true;
  }
  if (failed && strict) {
    const text = new Uint8Array(turbo.memory.buffer, MESSAGE, 200);
    return { failure: String.fromCharCode(...text.subarray(0, text.indexOf(0))) };
  }
  return { pixels: new Uint8Array(turbo.memory.buffer, out, size) };
}
