// Whom the viewer answers: who asks for it by a name of this machine's, from its own page, and knows the token.

import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { Refused } from "./refusal.js";

export interface Admission {
  /** Names besides this machine's own that may stand in Host, in small letters */
  readonly allowedHosts: readonly string[];
  /** Null where only this machine is listened to, by its own names */
  readonly token: string | null;
  /** Whether others than this machine are listened to: then any Host is right, the token guards it */
  readonly beyond: boolean;
}

/** localhost, 127.x.x.x, ::1, also as IPv4 inside IPv6: names that no foreign page can have. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").replace(/^::ffff:(?=\d+\.)/i, "");
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}

/** The name and port of a Host header: a tunnel's port is not the one that is listened on. */
function hostOf({ headers }: IncomingMessage): { name: string; port: string } {
  const [, name = "", port = "80"] =
    /^(\[[\da-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec((headers.host ?? "").toLowerCase()) ?? [];
  return { name, port };
}

/** @throws {Refused} unless the request may be answered */
export function admit(
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  admission: Admission,
): void {
  assertHost(request, admission);
  assertOwnPage(request, admission);
  if (admission.token !== null) assertToken(request, response, query, admission.token);
}

/** A foreign page can reach this server through a name of its own that points here (DNS rebinding): not by these. */
function assertHost(request: IncomingMessage, { allowedHosts, beyond }: Admission): void {
  const { name } = hostOf(request);
  if (name !== "" && (beyond || isLoopback(name) || allowedHosts.includes(name))) return;
  const remedy =
    name === ""
      ? ""
      : `; to open it by this name start rhohat view --allow-host ${name.replace(/^\[|\]$/g, "")} and open the address that it prints`;
  throw new Refused(
    421,
    `the Host must be this machine's own, got ${JSON.stringify(request.headers.host ?? "")}${remedy}`,
  );
}

/** What only a page's script can send, which names itself to other servers: no form, and no request without a type. */
const scriptTypes = /^(image\/[\w.+-]+|application\/(octet-stream|json))\s*(;|$)/i;

/**
 * Browsers say where a request comes from, by Origin or Sec-Fetch-Site. A link elsewhere may lead here; nothing elsewhere
 * may fetch from here or send something.
 */
function assertOwnPage({ headers, method }: IncomingMessage, { token }: Admission): void {
  const { origin, host } = headers;
  // https: a proxy may stand before this server, where there is a token.
  const own = [`http://${host}`, ...(token === null ? [] : [`https://${host}`])];
  if (origin !== undefined && !own.includes(origin))
    throw new Refused(403, "the Origin must be this server's own");
  const site = headers["sec-fetch-site"];
  const isLink = headers["sec-fetch-mode"] === "navigate" && method !== "POST";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isLink)
    throw new Refused(403, "only this server's own page may ask");
  const isFromScript = scriptTypes.test(headers["content-type"] ?? "");
  if (method === "POST" && origin === undefined && site === undefined && !isFromScript)
    throw new Refused(
      403,
      "Content-Type must be an image's, as image/png, or application/json: a form of any page could send this",
    );
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * The token, once in the address, is kept in a cookie: one for each port, as viewers of one machine share its name.
 *
 * @throws {Refused} unless it is there
 */
function assertToken(
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
  token: string,
): void {
  const { cookie = "", authorization = "" } = request.headers;
  const name = `rhohat-${hostOf(request).port}`;
  const inAddress = query.get("token");
  const inCookie = cookie
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  const inHeader = /^Bearer (.+)$/.exec(authorization)?.[1];
  const right = [inAddress, inCookie, inHeader].some(
    (given) => typeof given === "string" && timingSafeEqual(digest(given), digest(token)),
  );
  if (!right) throw new Refused(401, "a token is needed: open the address that rhohat view printed");
  if (inAddress !== null)
    response.setHeader("Set-Cookie", `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`);
}
