// The photographs that ship with rhohat.

import { fileURLToPath } from "node:url";
import type { Image } from "../image.js";
import { type ImageFolder, openFolder } from "./folder.js";

/** Eight grey photographs of 512×432 pixels: plants, landscapes, boats. Their origin and licence lie beside them. */
export function openPhotos(): ImageFolder {
  const folder = fileURLToPath(new URL("../../../datasets/natural-photos", import.meta.url));
  return { ...openFolder(folder), leftOut: [] };
}

/** The same in memory. */
export function loadPhotos(): Image[] {
  return openPhotos().files.map((file) => file.load());
}
