// A thread that asks the package sharp, so that whoever wants pixels can wait for them without being asynchronous.
// Plain JavaScript, since a worker starts without what compiles the rest.

// @ts-check
import { workerData } from "node:worker_threads";

const { port, flag } = workerData;

/**
 * Any warning is a failure: of damaged tiles, which would be black, there is no more than that. How large pictures may be, the
 * caller decides by the facts. Profiles are ignored, as those of PNG and JPEG files are.
 */
const options = { failOn: "warning", limitInputPixels: false, ignoreIcc: true };

/** From the headers. */
const look = async (sharp, bytes) => {
  const { channels, space, depth, bitsPerSample, pages, autoOrient } = await sharp(bytes, options).metadata();
  return { ...autoOrient, channels, space, depth, bits: bitsPerSample ?? 8, pages: pages ?? 1 };
};

/** [height, width, 4] upright, of 8 bits or 16. */
const decode = async (sharp, bytes, isWide) => {
  const { buffer, byteOffset, byteLength } = await sharp(bytes, options)
    .autoOrient()
    .toColourspace(isWide ? "rgb16" : "srgb")
    .ensureAlpha()
    .raw({ depth: isWide ? "ushort" : "uchar" })
    .toBuffer();
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
};

port.on("message", async ({ wanted, bytes, isWide }) => {
  try {
    const { default: sharp } = await import("sharp");
    sharp.cache(false);
    if (wanted === "facts") port.postMessage({ value: await look(sharp, bytes) });
    else {
      const value = await decode(sharp, bytes, isWide);
      port.postMessage({ value }, [value]);
    }
  } catch (error) {
    port.postMessage({ failure: String(error?.message ?? error) });
  }
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
});
