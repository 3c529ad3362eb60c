// Server-sent events to any number of pages, none of which can hold up the server's memory.

import type { ServerResponse } from "node:http";
import type { LiveEvent, LiveResults } from "./live.js";

/** Bytes that wait for one page, at most. One that does not read is left; it comes again and asks for everything. */
export const MOST_UNREAD: number = 2 ** 20;

export class EventStreams {
  readonly #open = new Set<ServerResponse>();
  #stop: (() => void) | null = null;

  constructor(readonly live: LiveResults) {}

  /** Tells a page what changes from now on. @param headOnly - tells it no more than that it could */
  add(response: ServerResponse, headOnly: boolean): void {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    if (headOnly || response.closed) {
      response.end();
      return;
    }
    response.write(": ready\n\n");
    this.#open.add(response);
    this.#stop ??= this.live.listen((event) => this.#tell(event));
    response.on("close", () => {
      this.#open.delete(response);
      if (this.#open.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    });
  }

  #tell({ kind, ...data }: LiveEvent): void {
    // The same bytes for all: what waits for many pages takes the memory of one.
    const bytes = Buffer.from(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    for (const response of this.#open) {
      if (response.writableLength > MOST_UNREAD) response.destroy();
      else response.write(bytes);
    }
  }

  close(): void {
    for (const response of this.#open) response.end();
  }
}
