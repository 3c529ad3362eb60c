// How a request is refused: one line as JSON, and in a browser's window as a page that says what to do.

import type { IncomingMessage, ServerResponse } from "node:http";
import { InputError, RunError } from "../../core/errors.js";
import { plainDocument } from "../../inspect/document.js";
import { NotFound } from "./routes.js";

/** A refusal with its status. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The status and sentence of an error. */
export function reasonOf(error: unknown): readonly [status: number, message: string] {
  if (error instanceof Refused) return [error.status, error.message];
  if (error instanceof NotFound) return [404, "there is nothing of that name"];
  if (error instanceof InputError) return [400, error.message];
  if (error instanceof RunError) return [500, error.message];
  return [500, `this should not have happened: ${(error as Error).message}`];
}

/** Answers with why not. What is left of a body that was refused is not read. */
export function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  const [status, message] = reasonOf(error);
  const isWindow = /\btext\/html\b/.test(request.headers.accept ?? "");
  response.writeHead(status, {
    "Content-Type": `${isWindow ? "text/html" : "application/json"}; charset=utf-8`,
    ...(status === 405 ? { Allow: "GET, HEAD, POST" } : {}),
    Connection: "close",
  });
  response.end(isWindow ? plainDocument(`rhohat · ${status}`, message) : JSON.stringify({ error: message }));
}
