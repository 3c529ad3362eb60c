// An image of one's own on its way to the viewer: the browser reads what the viewer cannot, and makes it small enough.

import type { SourceImage } from "../../inspect/answers.js";
import { runPath } from "./source.js";

/** Pixels and bytes that the viewer takes. */
const MOST_PIXELS = 4_000_000;
const MOST_BYTES = 16 * 2 ** 20;

/** The file as it is where the viewer can read it, else its picture, upright, scaled down where it is too large, as PNG. */
async function readable(file: File): Promise<{ body: Blob; name: string }> {
  const asIs = { body: file, name: file.name };
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return asIs; // the viewer says what is wrong with it
  }
  const { width, height } = bitmap;
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
  const isKnown = file.type === "image/png" || file.type === "image/jpeg";
  if (isKnown && scale === 1 && file.size <= MOST_BYTES) return asIs;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(width * scale));
  canvas.height = Math.max(1, Math.floor(height * scale));
  const context = canvas.getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const body = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (body === null) return asIs;
  return { body, name: scale === 1 ? file.name : `${file.name} (from ${width}×${height})` };
}

/** Sends it to be looked at through a run. @throws {Error} with the viewer's reason if it cannot be */
export async function sendImage(id: string, file: File): Promise<SourceImage> {
  const { body, name } = await readable(file);
  const address = `${runPath(id, "image")}?name=${encodeURIComponent(name)}`;
  const response = await fetch(address, { method: "POST", body });
  const answer = (await response.json()) as SourceImage & { error?: string };
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
