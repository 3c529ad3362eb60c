// Loaded before the program (NODE_OPTIONS=--import): a process that stands still once its metrics tell the iteration
// STAND_STILL_AT, after saying so, until it is killed: however fast the machine is, that is where it ends.

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { appendFileSync } = fs;
fs.appendFileSync = (path, text, ...rest) => {
  appendFileSync(path, text, ...rest);
  if (!String(text).includes(`"iteration":${process.env.STAND_STILL_AT},`)) return;
  fs.writeSync(2, "standing still\n");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
syncBuiltinESMExports();
