// SVG to PNG through resvg, with the bundled font: the same picture on a machine without any fonts.

import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";

/** The font of all pictures: free, and with the Greek letters and combining marks of ρ̂. */
const FONT = "DejaVu Sans";
/** What SVGs ask for: where that font is missing, one of the same widths, or at least one without serifs. */
export const FONT_FAMILY: string = `${FONT}, Verdana, sans-serif`;

const require = createRequire(import.meta.url);
const fontFiles = [
  require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
];

/** The PNG of an SVG, twice as large for sharp text unless told otherwise; on any machine the same. */
export function svgToPng(svg: string, zoom = 2): Uint8Array {
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: zoom } }).render().asPng();
}
