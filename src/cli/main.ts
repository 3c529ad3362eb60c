#!/usr/bin/env node
// The program: the command line with a process around it.

import { packageVersion } from "../experiments/environment.js";

// A reader that has seen enough, such as head, closes the pipe, and a closed terminal is gone: that is no failure.
process.stdout.on("error", async (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") process.exit();
  const [{ tell }, { asRunError }] = await Promise.all([
    import("./tell.js"),
    import("../train/disk-errors.js"),
  ]);
  process.exit(tell(asRunError("standard output", error)));
});
// Nobody reads progress and errors any more: the work goes on.
process.stderr.on("error", () => {});

const words = process.argv.slice(2);
if (words.length === 1 && words[0] === "--version") {
  console.log(packageVersion()); // scripts ask for it at every turn: nothing else is loaded for it
} else {
  const { commandLine } = await import("./command-line.js");
  const code = await commandLine(words);
  if (code !== 0) process.exitCode = code;
}
