// A thread's program for a test: it answers "soon" with what was asked, and everything else never.

import { parentPort } from "node:worker_threads";

parentPort.on("message", ({ search }) => {
  if (search === "throws") throw new Error("it broke");
  while (search !== "soon");
  parentPort.postMessage({ answer: { body: search, type: "text/plain" } });
});
