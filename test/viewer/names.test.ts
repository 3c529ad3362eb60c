// Names of runs: on the command line, through the viewer, in the folder.

import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import type { RunDetail } from "../../src/inspect/answers.js";
import { startViewer, type Viewer } from "../../src/viewer/server/server.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";
import { listOf, type Sending, send as sendTo } from "../support/viewer-client.js";

const folder = temporaryFolder();
let run: TinyRun;
let viewer: Viewer;
let about: string;

beforeAll(async () => {
  run = await makeTinyRun(folder);
  about = join(run.path, "about.json");
  viewer = await startViewer({ results: run.results });
});
afterAll(() => viewer.close());

const send = (path: string, sending?: Sending) => sendTo(viewer, path, sending);
const json = async <Answer>(path: string) => JSON.parse((await send(path)).body.toString()) as Answer;
const post = (body: string, id = run.id) =>
  send(`/api/runs/${id}/name`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new TextEncoder().encode(body),
  });
const written = () => JSON.parse(readFileSync(about, "utf8"));
const name = (...words: string[]) => rhohatHere(["name", ...words, "--results", run.results]);

describe("rhohat name", () => {
  test("gives, changes and takes away; what else about.json says stays", async () => {
    expect((await name("tiny", "  my first ")).out).toMatch(/ is called my first\n/);
    expect(written()).toEqual({ name: "my first" });
    writeFileSync(about, JSON.stringify({ name: "x", note: "mine" }));
    await name("tiny", "ρ̂ of 鹿");
    expect(written()).toEqual({ name: "ρ̂ of 鹿", note: "mine" });
    expect((await name("tiny", "")).out).toMatch(/ has no name\n/);
    expect(written()).toEqual({ note: "mine" });
  });
  test("says what keeps the old name where something was drawn", async () => {
    const [figures, away] = [join(run.path, "figures"), join(folder, "away")];
    const { out } = await name("tiny", "drawn");
    renameSync(figures, away);
    const undrawn = await name("tiny", "undrawn");
    renameSync(away, figures);
    const path = relative(process.cwd(), run.path);
    expect(out).toBe(
      `${path} is called drawn\nIts figures and report.html say what it was called before; rhohat describe ${path} makes both anew\n`,
    );
    expect(undrawn.out).toBe(`${path} is called undrawn\n`);
  });
  test.each([
    ["two\nlines", "two\\nlines"],
    ["\u001b[31mred", "u001b"],
    ["a\u2028b", "a"],
    ["x".repeat(101), "xxx"],
  ])("refuses %j", async (text, shown) => {
    const { code, err } = await name("tiny", text);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^name: text must be one line of at most 100 letters, got [\s\S]*\n$/),
    ]);
    expect(err).toContain(shown);
  });
  test("stands in list and show, and finds the run", async () => {
    await name("tiny", "quiet edges");
    const at = ["--results", run.results];
    const list = await rhohatHere(["list", ...at]);
    expect(list.out.split("\n").find((line) => line.includes(run.path.split("/").at(-1)!))).toContain(
      "quiet edges",
    );
    const show = await rhohatHere(["show", "quiet edges", ...at]);
    expect([show.code, show.out.split("\n")[0].trim()]).toEqual([0, expect.stringContaining("quiet edges")]);
    expect((await rhohatHere(["show", "quiet edge", ...at])).err).toMatch(/did you mean quiet edges\?/);
    expect(JSON.parse((await rhohatHere(["show", "tiny", "--json", ...at])).out).name).toBe("quiet edges");
  });
});

test("--name of run and of train names it from its first moment; the experiment has its own word", async () => {
  writeFileSync(
    join(folder, "rows.npy"),
    encodeNpy(
      Float64Array.from({ length: 40 }, (_, i) => (i % 7) / 9 + 0.1),
      [10, 4],
    ),
  );
  writeFileSync(
    join(folder, "small.json"),
    JSON.stringify({
      name: "small",
      data: { kind: "array", path: "rows.npy" },
      model: { kind: "classic", hidden: [2] },
      optimizer: { kind: "lbfgs", iterations: 1 },
      vary: {
        key: "model",
        values: [
          { kind: "classic", hidden: [2], rho: 0.3 },
          { kind: "classic", hidden: [3] },
        ],
      },
    }),
  );
  const out = join(folder, "sweep");
  const words = ["run", join(folder, "small.json"), "--engine", "reference", "--no-figures", "--out", out];
  expect((await rhohatHere([...words, "--name", "a\tb"])).err).toMatch(/^run: --name must be one line/);
  expect(existsSync(out)).toBe(false);
  const { out: said } = await rhohatHere([...words, "--name", "both"]);
  expect(JSON.parse(readFileSync(join(out, "about.json"), "utf8"))).toEqual({ name: "both" });
  expect(existsSync(join(out, "members", "01", "about.json"))).toBe(false);
  expect(said).toContain("hidden 2 · ρ 0.3");
  expect(said).not.toContain("[object");
  expect((await rhohatHere(["run", out, "--resume", "--name", "other"])).err).toMatch(
    /^run: --name must be given only without --resume; /,
  );
  const results = join(folder, "trained");
  const train = ["train", "--data", join(folder, "rows.npy"), "--hidden", "2", "--iterations", "1"];
  const at = ["--engine", "reference", "--no-figures", "--results", results];
  expect((await rhohatHere([...train, ...at, "--name", "a\tb"])).err).toMatch(
    /^train: --name must be one line/,
  );
  const { out: path } = await rhohatHere([
    ...train,
    ...at,
    "--quiet",
    "--name",
    "my own",
    "--experiment",
    "tiny",
  ]);
  expect(path).toContain(join("trained", "tiny"));
  expect(JSON.parse(readFileSync(join(path.trim(), "about.json"), "utf8"))).toEqual({ name: "my own" });
});

describe("through the viewer", () => {
  const nameNow = async () => (await listOf(viewer)).find(({ id }) => id === run.id)?.name;
  test("POST changes it, and everybody is told", async () => {
    const reply = await post('{"name":" a & <b> "}');
    expect([reply.status, JSON.parse(reply.body.toString())]).toEqual([200, { name: "a & <b>" }]);
    expect(await nameNow()).toBe("a & <b>");
    expect((await json<RunDetail>("/api/runs/latest")).summary.name).toBe("a & <b>");
    await post('{"name":""}');
    expect(await nameNow()).toBeNull();
  });
  test.each([
    "",
    "{}",
    "null",
    '{"name":3}',
    '{"name":"a\\nb"}',
    '{"name":["a"]}',
    `{"name":"${"x".repeat(20_000)}"}`,
    '{"name":"latest"}',
    '{"name":"tiny/one"}',
  ])("refuses the body %#", async (body) => {
    await post('{"name":"before"}');
    const reply = await post(body);
    expect([reply.status, reply.body.toString()]).toEqual([
      400,
      expect.stringMatching(/view: name must be (one line|free|no path)/),
    ]);
    expect(await nameNow()).toBe("before");
  });
  test("who may not send an image may not send a name", async () => {
    const path = `/api/runs/${run.id}/name`;
    const body = new TextEncoder().encode('{"name":"theirs"}');
    for (const headers of [
      { "content-type": "text/plain" },
      { "content-type": "application/json", origin: "https://elsewhere.example" },
      { "content-type": "application/json", "sec-fetch-site": "cross-site" },
    ] as Record<string, string>[])
      expect((await send(path, { method: "POST", headers, body })).status).toBe(403);
    const headers = { host: "elsewhere.example", "content-type": "application/json" };
    expect((await send(path, { method: "POST", headers, body })).status).toBe(421);
    expect((await send(path)).status).toBe(404); // no way to change it by a link
    expect((await post('{"name":"x"}', "tiny~..")).status).toBe(404);
    expect(await nameNow()).not.toBe("theirs");
  });
  test("a run whose about.json is a link out of it gets no name, and the file elsewhere stays", async () => {
    const secret = join(folder, "secret.json");
    writeFileSync(secret, '{"name":"secret"}');
    const path = join(run.results, "tiny", "linked");
    cpSync(run.path, path, { recursive: true });
    rmSync(join(path, "about.json"), { force: true });
    symlinkSync(secret, join(path, "about.json"));
    expect((await post('{"name":"mine"}', "tiny~linked")).status).toBe(400);
    expect(readFileSync(secret, "utf8")).toBe('{"name":"secret"}');
    expect((await listOf(viewer)).find(({ id }) => id === "tiny~linked")?.name).toBeNull();
    rmSync(path, { recursive: true });
  });
  test("a broken about.json is no reason not to show the run", async () => {
    for (const text of ["{", "[]", "null", '{"name":7}', '{"name":"a\\nb"}', '{"name":" "}']) {
      writeFileSync(about, text);
      expect([text, await nameNow()]).toEqual([text, null]);
      expect((await json<RunDetail>(`/api/runs/${run.id}`)).summary.status).toBe("done");
    }
    expect((await post('{"name":"mended"}')).status).toBe(200);
    expect(written()).toEqual({ name: "mended" });
  });
  test("/runs/latest leads to the newest run", async () => {
    const { status, headers } = await send("/runs/latest");
    expect([status, headers.location]).toEqual([302, "/#/runs/latest"]);
    expect((await json<RunDetail>("/api/runs/latest")).summary.id).toBe(run.id);
    expect((await send("/api/runs/latest/metrics")).status).toBe(200);
  });
});
