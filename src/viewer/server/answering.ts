// Who computes the answers about runs: two threads beside the one that listens, so that it is never held up.

import { existsSync } from "node:fs";
import { AnsweringThread } from "./answering-thread.js";
import { type Answer, type Question, Routes } from "./routes.js";

export interface Answering {
  /** @param isWanted - whether somebody still waits when its turn comes */
  answer(question: Question, isWanted: () => boolean): Promise<Answer>;
  close(): Promise<void>;
}

/** What may take seconds: images and budgets through a model, atoms matched or laid out. The rest does not wait for it. */
function isHeavy({ parts: [first, , third, , fifth, , seventh] }: Question): boolean {
  return (
    first === "match" ||
    [first, fifth].some((part) => ["map", "map.svg", "map.png"].includes(part)) ||
    ["budgets", "image", "images", "intervene"].includes(third) ||
    seventh === "heat"
  );
}

/** @param results - the folder of run directories */
export function answeringFor(results: string): Answering {
  const program = new URL("./answer-program.js", import.meta.url);
  if (!existsSync(program)) {
    // Not built: the tests run the sources, which no thread could load.
    const routes = new Routes(results);
    return { answer: async (question) => routes.answer(question), close: async () => undefined };
  }
  const [light, heavy] = [new AnsweringThread(program, results), new AnsweringThread(program, results)];
  return {
    answer: (question, isWanted) => (isHeavy(question) ? heavy : light).ask(question, isWanted),
    close: async () => {
      await Promise.all([light.close(), heavy.close()]);
    },
  };
}
