// A thread that answers one question after the other, and is ended when one takes too long or too much memory.

import { Worker } from "node:worker_threads";
import { Refused } from "./refusal.js";
import type { Answer, Question } from "./routes.js";

/** What the thread's program sends back. */
export type Reply =
  | { readonly answer: Answer }
  | { readonly refused: readonly [status: number, why: string] };

const LIMIT_MS = 60_000; // nobody waits longer before a page
const MOST_WAITING = 200;

export class AnsweringThread {
  #worker: Worker | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * @param program - a module that answers each message with a Reply
   * @param data - its workerData
   */
  constructor(
    readonly program: URL,
    readonly data: unknown,
    readonly limitMs: number = LIMIT_MS,
  ) {}

  /** @throws {Refused} as the program does; 503 if it was ended, or too many wait */
  ask(question: Question, isWanted: () => boolean = () => true): Promise<Answer> {
    if (this.#waiting >= MOST_WAITING) return Promise.reject(new Refused(503, "too many requests wait"));
    this.#waiting++;
    const answer = this.#turn.then(() => {
      this.#waiting--;
      if (!isWanted()) throw new Refused(499, "nobody waits for it any longer");
      return this.#put(question);
    });
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  #start(): Worker {
    const worker = new Worker(this.program, { workerData: this.data });
    const forget = () => {
      if (this.#worker === worker) this.#worker = null;
    };
    return worker.on("error", forget).on("exit", forget);
  }

  #put(question: Question): Promise<Answer> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout;
      const settle = (act: () => void) => {
        clearTimeout(timer);
        worker.off("message", onReply).off("error", onError).off("exit", onExit);
        act();
      };
      const onReply = (reply: Reply) =>
        settle(() => ("answer" in reply ? resolve(reply.answer) : reject(new Refused(...reply.refused))));
      const ended = (why: string) => settle(() => reject(new Refused(503, `view: no answer, ${why}`)));
      const onError = ({ message }: Error) => ended(message);
      const onExit = () => ended("the viewer ends");
      worker.on("message", onReply).on("error", onError).on("exit", onExit);
      timer = setTimeout(() => {
        void worker.terminate();
        this.#worker = null;
        ended(`it took longer than ${this.limitMs / 1000} s`);
      }, this.limitMs);
      worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
