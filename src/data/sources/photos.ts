// The photographs that ship with rhohat.

import { fileURLToPath } from "node:url";
import type { Image } from "../image.js";
import { loadFolder } from "./folder.js";

/** Eight grey photographs of 512×432 pixels: plants, landscapes, boats. Their origin and licence lie beside them. */
export function loadPhotos(): Image[] {
  return loadFolder(fileURLToPath(new URL("../../../datasets/natural-photos", import.meta.url)));
}
