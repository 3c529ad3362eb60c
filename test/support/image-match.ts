// Compares a picture with the one that was looked at and committed. On a mismatch the new one is written beside it.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { PNG } from "pngjs";
import { expect } from "vitest";

/** The largest difference of a channel that the eye does not see. */
const TOLERANCE = 8;

/** @param reference - path of the committed PNG; UPDATE_IMAGES=1 writes it, to be looked at before it is committed */
export function expectImage(bytes: Uint8Array, reference: URL): void {
  if (process.env.UPDATE_IMAGES === "1") writeFileSync(reference, bytes);
  if (!existsSync(reference))
    throw new Error(`${reference.pathname} is missing: run with UPDATE_IMAGES=1 and look at it`);
  const [actual, expected] = [PNG.sync.read(Buffer.from(bytes)), PNG.sync.read(readFileSync(reference))];
  let different = actual.width !== expected.width || actual.height !== expected.height ? 1 : 0;
  for (let i = 0; different === 0 && i < actual.data.length; i++) {
    if (Math.abs(actual.data[i] - expected.data[i]) > TOLERANCE) different = 1;
  }
  const changed = reference.pathname.replace(/\.png$/, "-changed.png");
  if (different > 0) writeFileSync(changed, bytes);
  expect(different, `the picture differs from ${reference.pathname}: look at ${changed}`).toBe(0);
}
