// Whom the viewer answers: by Host, Origin and token. No run is needed for that.

import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startViewer, type Viewer, type ViewerOptions } from "../../src/viewer/server/server.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { send } from "../support/viewer-client.js";

const results = temporaryFolder();

/** A viewer for the tests of one block. */
function viewerFor(options: Omit<ViewerOptions, "results">): () => Viewer {
  let viewer: Viewer;
  beforeAll(async () => {
    viewer = await startViewer({ results, ...options });
  });
  afterAll(() => viewer.close());
  return () => viewer;
}

const tokenOf = ({ url }: Viewer) => new URL(url).searchParams.get("token") ?? "";
const portOf = ({ url }: Viewer) => new URL(url).port;

describe("on this machine", () => {
  const viewer = viewerFor({});
  const status = async (headers: Record<string, string>, path = "/api/runs", method = "GET") =>
    (await send(viewer(), path, { headers, method })).status;

  test.each(["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "LOCALHOST"])(
    "%s is this machine, at any port: the near end of a tunnel",
    async (name) => {
      for (const host of [name, `${name}:8080`, `${name}:${portOf(viewer())}`])
        expect(await status({ host })).toBe(200);
    },
  );
  test.each([
    "evil.example",
    "evil.example:4321",
    "127.0.0.1.evil.example",
    "localhost.evil.example:80",
    "evil.example@localhost",
    "localhost:80:80",
    "127.0.0.1evil.example",
    "192.168.0.1:4321",
    "0.0.0.0",
    "[::]",
    "[::1].evil.example",
    "0x7f.1",
  ])("%j is not: another page's name may point here", async (host) => {
    expect(await status({ host })).toBe(421);
  });
  test("only an Origin of its own, and no other site", async () => {
    const own = new URL(viewer().url);
    for (const origin of ["http://evil.example", "null", `https://${own.host}`, "http://127.0.0.1"])
      expect(await status({ origin })).toBe(403);
    expect(await status({ origin: own.origin })).toBe(200);
    expect(await status({ host: "localhost:8080", origin: "http://localhost:8080" })).toBe(200);
    for (const site of ["cross-site", "same-site"])
      expect(await status({ "sec-fetch-site": site, "sec-fetch-mode": "no-cors" })).toBe(403);
  });
  test("a link may lead here from elsewhere; a form may not send here", async () => {
    const elsewhere = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect(await status(elsewhere, "/")).toBe(200);
    const image = "/api/runs/a~b/image";
    expect(await status(elsewhere, image, "POST")).toBe(403);
    // Before browsers told where a request comes from they sent forms of three types, and bytes without a type.
    const forms = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "Text/Plain"];
    for (const type of [...forms, "x, text/plain", ""])
      expect(await status({ "content-type": type }, image, "POST")).toBe(403);
    for (const proof of [
      { "sec-fetch-site": "same-origin" },
      { origin: new URL(viewer().url).origin },
      { "content-type": "image/png" },
      { "content-type": "application/json" },
    ])
      expect(await status(proof, image, "POST")).toBe(404); // admitted: there is no such run
  });
  test("a refusal is a sentence that says what to do: in a browser a page, else JSON", async () => {
    const headers = { host: "lab.example:8080" };
    const { body } = await send(viewer(), "/api/runs", { headers });
    const { error } = JSON.parse(body.toString()) as { error: string };
    expect(error).toMatch(/got "lab.example:8080"; .*start rhohat view --allow-host lab.example and open/);
    const page = await send(viewer(), "/", {
      headers: { ...headers, accept: "text/html,application/xhtml+xml;q=0.9" },
    });
    expect([page.status, page.headers["content-type"]]).toEqual([421, "text/html; charset=utf-8"]);
    expect(page.body.toString()).toContain("--allow-host lab.example");
  });
  test("a refusal repeats nothing that a page would run", async () => {
    const headers = { host: "<img src=x onerror=alert(1)>", accept: "text/html" };
    const { status: code, body } = await send(viewer(), "/", { headers });
    expect(code).toBe(421);
    expect(body.toString()).not.toContain("<img");
  });
  test("HEAD is GET without a body; other methods are refused", async () => {
    for (const path of ["/", "/api", "/api/runs", "/api/events"]) {
      const head = await send(viewer(), path, { method: "HEAD" });
      expect([path, head.status, head.body.length]).toEqual([path, 200, 0]);
    }
    expect((await send(viewer(), "/api/none", { method: "HEAD" })).status).toBe(404);
    for (const method of ["DELETE", "PUT", "OPTIONS", "PATCH"]) {
      const refused = await send(viewer(), "/api/runs", { method });
      expect([refused.status, refused.headers.allow]).toEqual([405, "GET, HEAD, POST"]);
    }
  });
  test("the page runs only its own script and style", async () => {
    const { headers, body } = await send(viewer(), "/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/);
    const [own, ancestors] = policy.split("; frame-ancestors ");
    expect(own).not.toMatch(/unsafe|\*|http:/);
    expect(ancestors).toBe("'self' http://localhost:* http://127.0.0.1:*"); // pages of this machine, as a notebook
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(body.toString()).not.toMatch(/(src|href)="(?!data:)/);
  });
});

describe("listening to everybody", () => {
  const viewer = viewerFor({ host: "0.0.0.0" });
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await send(viewer(), path, { headers })).status;

  test("a token is asked for, in the address, a cookie or a header", async () => {
    const token = tokenOf(viewer());
    expect(token).toMatch(/^[\da-f]{32}$/);
    for (const path of ["/", "/api/runs", "/api/events", `/?token=${"0".repeat(32)}`, "/?token="])
      expect(await status(path)).toBe(401);
    expect(await status(`/api/runs?token=${token}`)).toBe(200);
    expect(await status("/api/runs", { authorization: `Bearer ${token}` })).toBe(200);
    expect(await status("/api/runs", { authorization: `Bearer ${token}0` })).toBe(401);
  });
  test("the cookie is named after the port, so that two viewers of one machine keep theirs", async () => {
    const token = tokenOf(viewer());
    const first = await send(viewer(), `/?token=${token}`);
    expect(first.headers["set-cookie"]).toEqual([
      `rhohat-${portOf(viewer())}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    ]);
    const cookie = `rhohat-1=00; rhohat-${portOf(viewer())}=${token}; other=1`;
    expect(await status("/api/runs", { cookie })).toBe(200);
    expect(await status("/api/runs", { cookie: `rhohat-1=${token}` })).toBe(401);
    const tunnel = { host: "localhost:8080", cookie: `rhohat-8080=${token}` };
    expect(await status("/api/runs", tunnel)).toBe(200);
  });
  test("with the token any name of it is right, a container's port and a host name; without it none", async () => {
    for (const host of ["localhost:8080", "lab.example:4321", "192.168.0.7", "[fd00::7]:4321"]) {
      expect(await status("/api/runs", { host })).toBe(401);
      expect(await status(`/api/runs?token=${tokenOf(viewer())}`, { host })).toBe(200);
    }
    expect(await status(`/api/runs?token=${tokenOf(viewer())}`, { origin: "http://evil.example" })).toBe(403);
  });
  test("it tells addresses that can be opened: this machine's own, none of them 0.0.0.0", () => {
    expect(viewer().url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\da-f]{32}$/);
    for (const url of viewer().elsewhere) {
      expect(new URL(url).hostname).not.toMatch(/^0\.0\.0\.0$|^127\.|::/);
      expect(url).toContain(`/?token=${tokenOf(viewer())}`);
    }
  });
});

describe("behind a proxy", () => {
  const viewer = viewerFor({ allowHosts: ["lab.example", "Other.Example"] });
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await send(viewer(), path, { headers })).status;

  test("a name that is allowed is answered with the token; any other name is not", async () => {
    const path = `/api/runs?token=${tokenOf(viewer())}`;
    for (const host of ["lab.example", "lab.example:443", "other.example", "localhost:8080"]) {
      expect(await status(path, { host })).toBe(200);
      expect(await status("/api/runs", { host })).toBe(401);
    }
    expect(await status(path, { host: "evil.example" })).toBe(421);
  });
  test("where the proxy speaks https, its Origin is own", async () => {
    const headers = { host: "lab.example", origin: "https://lab.example" };
    expect(await status(`/api/runs?token=${tokenOf(viewer())}`, headers)).toBe(200);
  });
  test("its address is told", () => {
    expect(viewer().elsewhere[0]).toBe(`http://lab.example:${portOf(viewer())}/?token=${tokenOf(viewer())}`);
  });
});

describe("where it listens", () => {
  const hasIPv6 = Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === "::1"),
  );
  test.each(["127.0.0.1", "localhost", ...(hasIPv6 ? ["::1", "[::1]"] : [])])(
    "%s needs no token",
    async (host) => {
      const viewer = await startViewer({ results, host });
      try {
        expect([tokenOf(viewer), viewer.elsewhere]).toEqual(["", []]);
        expect((await send(viewer, "/api/runs")).status).toBe(200);
      } finally {
        await viewer.close();
      }
    },
  );
  test("what is no name or address is refused: the empty one, or two, would be everybody", async () => {
    for (const host of ["", ["127.0.0.1", "127.0.0.1"], "http://x", "lab:80", "a b"])
      await expect(startViewer({ results, host: host as string })).rejects.toThrow(/--host must be a name/);
    for (const name of ["", "*", "http://lab.example", "lab.example:8080", "lab.example/"])
      await expect(startViewer({ results, allowHosts: [name] })).rejects.toThrow(
        /--allow-host must be a name/,
      );
  });
  test("a port that is taken is said in one line", async () => {
    const viewer = await startViewer({ results });
    try {
      await expect(startViewer({ results, port: Number(portOf(viewer)) })).rejects.toThrow(
        /must be free to listen on, it is taken; choose another --port/,
      );
    } finally {
      await viewer.close();
    }
  });
});
