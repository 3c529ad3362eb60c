// The viewer's server: one page and its answers, on this machine only unless told otherwise.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InputError } from "../../core/errors.js";
import { contentSecurityPolicy, pageDocument } from "../../inspect/document.js";
import { LiveResults } from "./live.js";
import { NotFound, Routes } from "./routes.js";

/** Bytes of an uploaded image, at most. */
export const MOST_BYTES: number = 16 * 2 ** 20;

export interface ViewerOptions {
  /** The folder of run directories, absolute */
  readonly results: string;
  /** 127.0.0.1 unless given; anything else needs a token */
  readonly host?: string | undefined;
  /** 0: any free one */
  readonly port?: number | undefined;
}

export interface Viewer {
  /** Where the page is; with the token if there is one */
  readonly url: string;
  close(): Promise<void>;
}

const isLoopback = (host: string) => ["127.0.0.1", "localhost", "::1"].includes(host);

/** A refusal with its status. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const securityHeaders = {
  "Content-Security-Policy": `${contentSecurityPolicy}; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/**
 * Starts the viewer.
 *
 * A request is answered only if its Host names this server (else a foreign page could reach it through a name that
 * points here), its Origin, where there is one, is this server's own, and it knows the token where there is one.
 *
 * @throws {InputError} if the port is taken or the host is not this machine's
 */
export async function startViewer({ results, host = "127.0.0.1", port = 0 }: ViewerOptions): Promise<Viewer> {
  const token = isLoopback(host) ? null : randomBytes(16).toString("hex");
  const live = new LiveResults(results);
  const routes = new Routes(results, live);
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => refuse(response, error));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const url = addressOf(request);
    assertOwn(request, server, host);
    if (token !== null) assertToken(request, response, url, token);
    if (request.method !== "GET" && request.method !== "POST") throw new Refused(405, "only GET and POST");
    const path = url.pathname;
    if (path === "/" && request.method === "GET") {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      response.end(pageDocument("rhohat"));
    } else if (path === "/api/events" && request.method === "GET") {
      events(response);
    } else if (path === "/api" || path.startsWith("/api/")) {
      const body = request.method === "POST" ? await bodyOf(request) : new Uint8Array();
      const parts = path
        .split("/")
        .slice(2)
        .filter((part) => part !== "")
        .map(decode);
      send(response, routes.answer({ method: request.method, parts, query: url.searchParams, body }));
    } else throw new Refused(404, "no such address; /api lists them");
  }

  function events(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    response.write(": ready\n\n");
    open.add(response);
    const stop = live.listen(({ kind, ...data }) => {
      response.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    });
    response.on("close", () => {
      open.delete(response);
      stop();
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "it is taken; choose another --port" : error.message;
      reject(new InputError(`view: ${host}:${port} must be free to listen on, ${why}`));
    });
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${name}:${actual}/${token === null ? "" : `?token=${token}`}`,
    close: () =>
      new Promise((resolve) => {
        for (const response of open) response.end();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function addressOf({ url = "/" }: IncomingMessage): URL {
  try {
    return new URL(url, "http://viewer");
  } catch {
    throw new Refused(400, "the address cannot be read");
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, "the address cannot be read");
  }
}

/** @throws {Refused} unless Host and Origin are this server's own */
function assertOwn({ headers }: IncomingMessage, server: Server, host: string): void {
  const { port, address, family } = server.address() as AddressInfo;
  const bracketed = family === "IPv6" ? `[${address}]` : address;
  const everywhere = host === "0.0.0.0" || host === "::";
  const names = new Set([host, bracketed, ...(isLoopback(host) ? ["127.0.0.1", "localhost", "[::1]"] : [])]);
  const given = /^(.*?)(?::(\d+))?$/.exec(headers.host ?? "");
  const [, name = "", givenPort = "80"] = given ?? [];
  // Listening everywhere, any of the machine's own addresses may be meant: the token guards it.
  const isAddress = /^(\d+\.){3}\d+$|^\[[\da-f:]+\]$/i.test(name) || name === "localhost";
  if (Number(givenPort) !== port || !(names.has(name) || (everywhere && isAddress)))
    throw new Refused(421, "the Host must be this server's own");
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
    throw new Refused(403, "the Origin must be this server's own");
  const site = headers["sec-fetch-site"];
  const navigates = headers["sec-fetch-mode"] === "navigate";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !navigates)
    throw new Refused(403, "only this server's own page may ask");
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** The token, once in the address, is kept in a cookie. @throws {Refused} unless it is there */
function assertToken(request: IncomingMessage, response: ServerResponse, url: URL, token: string): void {
  const inAddress = url.searchParams.get("token");
  const inCookie = /(?:^|;\s*)rhohat=([\da-f]+)/.exec(request.headers.cookie ?? "")?.[1];
  const inHeader = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const right = [inAddress, inCookie, inHeader].some(
    (given) => typeof given === "string" && timingSafeEqual(digest(given), digest(token)),
  );
  if (!right) throw new Refused(401, "a token is needed: open the address that rhohat view printed");
  if (inAddress !== null)
    response.setHeader("Set-Cookie", `rhohat=${token}; HttpOnly; SameSite=Strict; Path=/`);
}

/** @throws {Refused} as soon as the body is larger than allowed, without reading on */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const tooLarge = () => new Refused(413, `an image must have at most ${MOST_BYTES / 2 ** 20} MB`);
  if (Number(request.headers["content-length"] ?? 0) > MOST_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: ReturnType<Routes["answer"]>): void {
  if ("json" in answer) {
    response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(answer.json));
  } else {
    response.writeHead(200, { "Content-Type": answer.type });
    response.end(answer.bytes);
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  const [status, message] =
    error instanceof Refused
      ? [error.status, error.message]
      : error instanceof NotFound
        ? [404, "there is nothing of that name"]
        : error instanceof InputError
          ? [400, error.message]
          : [500, `this should not have happened: ${(error as Error).message}`];
  // What is left of a body that was refused is not read.
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", Connection: "close" });
  response.end(JSON.stringify({ error: message }));
}
