// Colours for a terminal that shows them and a person who wants them.

import picocolors from "picocolors";

/**
 * NO_COLOR and FORCE_COLOR have the last word (no-color.org, force-color.org); CI says nothing about whether what is
 * written is a terminal.
 */
export function isColoured(
  { NO_COLOR = "", FORCE_COLOR = "", TERM }: NodeJS.ProcessEnv,
  isTerminal: boolean,
): boolean {
  if (NO_COLOR !== "") return false;
  if (FORCE_COLOR !== "") return !["0", "false"].includes(FORCE_COLOR);
  return isTerminal && TERM !== "dumb";
}

/** bold, yellow, … of a text; the text itself where there are no colours */
export const colours: ReturnType<typeof picocolors.createColors> = picocolors.createColors(
  isColoured(process.env, process.stdout.isTTY === true),
);
