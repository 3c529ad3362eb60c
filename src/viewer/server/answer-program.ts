// What an answering thread runs.

import { parentPort, workerData } from "node:worker_threads";
import { loadKinds } from "../../experiments/load-kinds.js";
import type { Reply } from "./answering-thread.js";
import { reasonOf } from "./refusal.js";
import { type Question, Routes } from "./routes.js";

await loadKinds();
const routes = new Routes(workerData as string);

async function reply(question: Question): Promise<Reply> {
  try {
    return { answer: await routes.answer(question) };
  } catch (error) {
    return { refused: reasonOf(error) };
  }
}

parentPort!.on("message", async (question: Question) => parentPort!.postMessage(await reply(question)));
