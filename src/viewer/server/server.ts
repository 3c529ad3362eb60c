// The viewer's server: one page and its answers, on this machine only unless told otherwise.

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { InputError, inputError } from "../../core/errors.js";
import { contentSecurityPolicy, pageDocument } from "../../inspect/document.js";
import { type Admission, admit, isLoopback } from "./admission.js";
import { answeringFor } from "./answering.js";
import { EventStreams } from "./event-stream.js";
import { LiveResults } from "./live.js";
import { addressesOf } from "./network-addresses.js";
import { Refused, refuse } from "./refusal.js";
import { type Answer, jsonText, type Question } from "./routes.js";

/** Bytes of an uploaded image, at most. */
export const MOST_BYTES: number = 16 * 2 ** 20;

export interface ViewerOptions {
  /** The folder of run directories, absolute */
  readonly results: string;
  /** The one experiment whose runs are listed and watched: its folder's name; all unless given */
  readonly only?: string | undefined;
  /** An address or name of this machine; 127.0.0.1 unless given, anything beyond it needs a token */
  readonly host?: string | undefined;
  /** 0: any free one */
  readonly port?: number | undefined;
  /** How many ports after it may be taken in its place where it is not free; 0 unless given */
  readonly otherPorts?: number | undefined;
  /** Names by which it may be asked for besides this machine's own, behind a proxy or a tunnel; they need the token */
  readonly allowHosts?: readonly string[] | undefined;
}

export interface Viewer {
  /** Where the page is, seen from this machine; with the token if there is one */
  readonly url: string;
  /** The same seen from other machines, where it can be */
  readonly elsewhere: readonly string[];
  /** The one that it listens on */
  readonly port: number;
  close(): Promise<void>;
}

const securityHeaders = {
  // Only pages of this machine may hold it, as a notebook does: others could make one click what one does not see.
  "Content-Security-Policy": `${contentSecurityPolicy}; frame-ancestors 'self' http://localhost:* http://127.0.0.1:*`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/** A name as it stands in a Host header, without a port. @throws {InputError} if it is none */
function hostName(option: string, host: unknown): string {
  const name = typeof host === "string" ? host.replace(/^\[(.+)\]$/, "$1").toLowerCase() : "";
  if (isIP(name) > 0 || /^[a-z\d_-]+(\.[a-z\d_-]+)*$/.test(name)) return name;
  throw inputError("view", option, "be a name or an address, without http:// and port", host);
}

/**
 * Starts the viewer.
 *
 * @throws {InputError} if the port is taken or the host is not this machine's
 * @see admit for whom it answers
 */
export async function startViewer({
  results,
  only,
  host = "127.0.0.1",
  port = 0,
  otherPorts = 0,
  allowHosts = [],
}: ViewerOptions): Promise<Viewer> {
  const allowedHosts = allowHosts.map((name) => hostName("--allow-host", name));
  const live = new LiveResults(results, only);
  const answering = answeringFor(results);
  const events = new EventStreams(live);
  let admission: Admission | null = null;
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => refuse(request, response, error));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const url = addressOf(request);
    if (admission === null) throw new Refused(503, "not ready yet");
    admit(request, response, url.searchParams, admission);
    const method = request.method === "HEAD" ? "GET" : request.method; // Node leaves the body out
    if (method !== "GET" && method !== "POST") throw new Refused(405, "only GET, HEAD and POST");
    const path = url.pathname;
    if (path === "/" && method === "GET") {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
      response.end(pageDocument("rhohat"));
    } else if (path === "/runs/latest" && method === "GET") {
      response.writeHead(302, { Location: "/#/runs/latest" });
      response.end();
    } else if (path === "/api/events" && method === "GET") {
      await live.look(); // so that what is there already is no news
      events.add(response, request.method === "HEAD");
    } else if (path === "/api" || path.startsWith("/api/")) {
      if (path === "/api/runs" && method === "GET") return send(response, jsonText(await live.json()));
      const body = method === "POST" ? await bodyOf(request) : new Uint8Array();
      const parts = path
        .split("/")
        .slice(2)
        .filter((part) => part !== "")
        .map(decode);
      const question: Question = { method, parts, search: url.search, body };
      send(response, await answering.answer(question, () => !response.destroyed));
    } else throw new Refused(404, "no such address; /api lists them");
  }

  await listenFrom(server, hostName("--host", host), port, otherPorts);
  void live.look(); // thousands of runs take seconds: nobody shall wait for all of them
  const bound = server.address() as AddressInfo;
  const beyond = !isLoopback(bound.address);
  const token = beyond || allowedHosts.length > 0 ? randomBytes(16).toString("hex") : null;
  admission = { allowedHosts, beyond, token };
  return {
    port: bound.port,
    ...addressesOf(bound, allowedHosts, token === null ? "/" : `/?token=${token}`),
    close: async () => {
      events.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, answering.close()]);
    },
  };
}

/** Listens on the port, or on the first of so many others after it that is free. @throws {InputError} if none is */
async function listenFrom(server: Server, host: string, port: number, others: number): Promise<void> {
  for (let at = port; ; at++)
    try {
      return await listen(server, host, at);
    } catch (error) {
      if (!isTaken(error))
        throw new InputError(`view: ${host}:${at} must be free to listen on, ${(error as Error).message}`);
      if (at === Math.min(port + others, LAST_PORT))
        throw new InputError(
          `view: ${host}:${port} must be free to listen on, it is taken; choose another --port`,
        );
    }
}

const LAST_PORT = 65_535;

const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === "EADDRINUSE";

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
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

function send(response: ServerResponse, { body, type }: Answer): void {
  response.writeHead(200, { "Content-Type": type });
  response.end(body);
}
