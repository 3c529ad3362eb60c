// Links to what the server draws as a picture; a static page has nobody who would.

import type { ComponentChildren, VNode } from "preact";
import { isStatic } from "../source.js";

/** @param path - of the picture, by the ending of its name */
export function PictureLinks({
  path,
  children = "As a picture",
}: {
  path: (type: "png" | "svg") => string;
  children?: ComponentChildren;
}): VNode | null {
  if (isStatic) return null;
  return (
    <p class="faint">
      {children}: <a href={path("png")}>PNG</a> · <a href={path("svg")}>SVG</a>
    </p>
  );
}
