#!/usr/bin/env node
// The program: the command line with a process around it.

import { asRunError } from "../train/disk-errors.js";
import { commandLine, tell } from "./command-line.js";

// A reader that has seen enough, such as head, closes the pipe, and a closed terminal is gone: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") process.exit();
  process.exit(tell(asRunError("standard output", error)));
});
// Nobody reads progress and errors any more: the work goes on.
process.stderr.on("error", () => {});

const code = await commandLine(process.argv.slice(2));
if (code !== 0) process.exitCode = code;
