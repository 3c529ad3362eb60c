// What the server answers, and whom it refuses.

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExperimentConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { runExperiment } from "../../src/experiments/runner.js";
import type {
  FeatureAnswer,
  FiringAnswer,
  HeatAnswer,
  InterventionAnswer,
  LayerAnswer,
  MatchAnswer,
  MetricsAnswer,
  ReconstructionsAnswer,
  RunDetail,
} from "../../src/inspect/answers.js";
import { findRunById, runId } from "../../src/inspect/run-id.js";
import { MOST_BYTES, startViewer, type Viewer } from "../../src/viewer/server/server.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { makeSmallRuns, type SmallRuns } from "../support/small-runs.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { listOf, type Sending, send as sendTo } from "../support/viewer-client.js";

const folder = temporaryFolder();
const results = join(folder, "results");
let runs: SmallRuns;
let viewer: Viewer;

beforeAll(async () => {
  runs = await makeSmallRuns(results);
  viewer = await startViewer({ results });
});
afterAll(() => viewer.close());

const toyConfig = (seed: number): ExperimentConfig => ({
  name: "toy",
  seed,
  data: { kind: "sparse-toy", features: { kind: "drawn", count: 6, inputs: 4 }, count: 50 },
  model: { kind: "topk", latents: 6, k: 2 },
  optimizer: { kind: "adam", batch: 10, iterations: 2 },
});

const send = (path: string, sending?: Sending) => sendTo(viewer, path, sending);

async function json<Answer>(path: string): Promise<Answer> {
  const { status, body } = await send(path);
  expect([status, status === 200 ? "" : body.toString()]).toEqual([200, ""]);
  return JSON.parse(body.toString()) as Answer;
}

describe("the answers", () => {
  test("/api names every address", async () => {
    expect(Object.keys(await json<object>("/api")).length).toBeGreaterThan(12);
  });
  test("all runs, the members of a sweep, and a broken one that breaks nothing", async () => {
    const list = await listOf(viewer);
    const status = (id: string) => list.find((run) => run.id === id)?.status;
    expect([
      status(runs.patches),
      status(runs.sweep),
      status(`${runs.sweep}~01`),
      status(runs.broken),
    ]).toEqual(["done", "done", "done", "broken"]);
    expect(list.find(({ id }) => id === runs.broken)?.problem).toMatch(/not JSON/);
    expect(list.find(({ id }) => id === runs.patches)).toMatchObject({
      iteration: 30,
      checkpoints: [0, 10, 20, 30],
    });
  });
  test("a run: layers, headline numbers, images", async () => {
    const detail = await json<RunDetail>(`/api/runs/${runs.patches}`);
    expect(detail.layers).toEqual([
      { layer: 1, units: 9, hasAtoms: true, featuresExact: true, atomsExact: true, inspected: true },
    ]);
    expect(detail.images).toHaveLength(2);
    expect([detail.visible, detail.imageShape, detail.rho]).toEqual([64, [8, 8], 0.05]);
    expect(detail.figures).toContain("receptive-fields.png");
    expect(detail.headlines[0].label).toBe("cost J");
  });
  test("a deep model has its layers, those of products marked; bars have no image shape; a sweep no layers", async () => {
    const { layers } = await json<RunDetail>(`/api/runs/${runs.deep}`);
    expect(layers.map(({ featuresExact, atomsExact }) => [featuresExact, atomsExact])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect((await json<RunDetail>(`/api/runs/${runs.bars}`)).imageShape).toBeNull();
    expect((await json<RunDetail>(`/api/runs/${runs.sweep}`)).summary.members).toEqual([
      `${runs.sweep}~01`,
      `${runs.sweep}~02`,
    ]);
    expect((await json<RunDetail>(`/api/runs/${runs.broken}`)).summary.status).toBe("broken");
  });
  test("curves by column, as long as the run", async () => {
    const { iteration, series } = await json<MetricsAnswer>(`/api/runs/${runs.patches}/metrics`);
    expect(iteration).toHaveLength(31);
    expect(Object.keys(series)).toEqual(["cost", "error", "decay", "sparsity", "ρ̂"]);
  });
  test("tiles of every checkpoint: 128 is 0, the largest weight 255 or 1", async () => {
    for (const step of [0, 30]) {
      const { body } = await send(`/api/runs/${runs.patches}/layers/1/tiles?of=atoms&step=${step}`);
      expect(body).toHaveLength(9 * 64);
      for (let unit = 0; unit < 9; unit++)
        expect(
          Math.max(...[...body.subarray(64 * unit, 64 * (unit + 1))].map((v) => Math.abs(v - 128))),
        ).toBe(127);
    }
    expect((await send(`/api/runs/${runs.patches}/layers/1/tiles?step=7`)).body.toString()).toMatch(
      /step must be one of the checkpoints \(0, 10, 20, 30\), got 7/,
    );
  });
  test("a feature: norm 1, histogram of all examples, its own activations in the intervals, the examples it names", async () => {
    const feature = await json<FeatureAnswer>(`/api/runs/${runs.patches}/layers/1/features/3`);
    expect(feature.feature.reduce((sum, v) => sum + v * v, 0)).toBeCloseTo(1, 12);
    expect(feature.histogram!.reduce((a, b) => a + b, 0)).toBe(600);
    expect(feature.intervals.reduce((sum, { count }) => sum + count, 0)).toBe(600);
    for (const { low, high, examples } of feature.intervals)
      for (const { activation, origin, tile } of examples) {
        expect(activation).toBeGreaterThanOrEqual(low - 1e-12);
        expect(activation).toBeLessThanOrEqual(high + 1e-12);
        expect(origin!.image).toBeLessThan(8);
        expect(Buffer.from(tile, "base64")).toHaveLength(64);
      }
    expect(feature.similar).toHaveLength(8);
    expect(feature.gabor!.r2).toBeGreaterThan(0);
    const layer = await json<LayerAnswer>(`/api/runs/${runs.patches}/layers/1`);
    const { density, mean } = layer.numbers;
    expect([density[3], mean[3]]).toEqual(
      [feature.density!, feature.mean!].map((value) => Number(value.toPrecision(6))),
    );
    expect(feature.rhoHat).toBe(feature.mean); // of sigmoid units they are the same
    expect((await json<FeatureAnswer>(`/api/runs/${runs.bars}/layers/1/features/0`)).rhoHat).not.toBeNull();
  });
  test("the heat map of a feature has its activation where a training patch was cut", async () => {
    const feature = await json<FeatureAnswer>(`/api/runs/${runs.patches}/layers/1/features/3`);
    const { activation, origin } = feature.intervals[0].examples[0];
    const heat = await json<HeatAnswer>(
      `/api/runs/${runs.patches}/layers/1/features/3/heat/${origin!.image}`,
    );
    const values = Buffer.from(heat.values, "base64");
    expect(values).toHaveLength(heat.width * heat.height);
    expect(values.length).toBeLessThan(41_000); // of 214 625 places: the stride keeps it answered at once
    expect((heat.width - 1) * heat.stride + 8).toBeGreaterThan(512 - heat.stride);
    const near: number[] = [];
    for (let r = 0; r < heat.height; r++)
      for (let c = 0; c < heat.width; c++)
        if (
          Math.abs(r * heat.stride - origin!.row) < heat.stride &&
          Math.abs(c * heat.stride - origin!.column) < heat.stride
        )
          near.push(heat.min + ((heat.max - heat.min) * values[r * heat.width + c]) / 255);
    expect(Math.max(...near)).toBeGreaterThan(activation / 3);
    expect(heat.max).toBeGreaterThanOrEqual(activation * 0.8);
  });
  test("an image of one's own: sent, seen, and the features that fire on it", async () => {
    const png = encodePng({
      width: 40,
      height: 32,
      channels: 1,
      data: Uint8Array.from({ length: 1280 }, (_, i) => (i % 40 < 20 ? 20 : 230)),
    });
    const sent = await send(`/api/runs/${runs.patches}/image?name=edge.png`, { method: "POST", body: png });
    expect(sent.status).toBe(200);
    const { id } = JSON.parse(sent.body.toString()) as { id: string };
    const firing = await json<FiringAnswer>(`/api/runs/${runs.patches}/images/${id}/firing?layer=1`);
    expect([firing.image.name, firing.image.width, firing.features.length]).toEqual(["edge.png", 40, 9]);
    expect(firing.features[0].max).toBeGreaterThan(firing.features[8].max);
    expect(firing.features[0].at[1]).toBeGreaterThan(8); // near the edge, in the middle
    expect(firing.features[0].at[1]).toBeLessThan(24);
    expect((await send(`/api/runs/${runs.patches}/images/${id}`)).headers["content-type"]).toBe("image/png");
  });
  test("a unit that is left as it is changes nothing; switched off it changes the reconstruction", async () => {
    const at = `/api/runs/${runs.patches}/intervene?layer=1`;
    const same = await json<InterventionAnswer>(`${at}&factors=2:1`);
    for (let j = 0; j < 64; j++) expect(same.after[j]).toBeCloseTo(same.before[j], 12);
    const off = await json<InterventionAnswer>(`${at}&factors=2:0`);
    expect(off.after).not.toEqual(off.before);
    const { examples } = await json<ReconstructionsAnswer>(`/api/runs/${runs.patches}/reconstructions`);
    for (let j = 0; j < 64; j++) expect(off.before[j]).toBeCloseTo(examples[off.example].output[j], 5);
  });
  test("what there is not yet is null: of a sweep, and before its inspection is there", async () => {
    expect(await json(`/api/runs/${runs.sweep}/reconstructions`)).toBeNull();
    const path = `/api/runs/${runs.otherSeed}`;
    const densityOf = async () => (await json<LayerAnswer>(`${path}/layers/1`)).numbers.density?.[0] ?? null;
    const inspection = findRunById(results, runs.otherSeed).file("inspection.safetensors");
    expect(await densityOf()).toEqual(expect.any(Number));
    renameSync(inspection, `${inspection}.away`);
    expect(await densityOf()).toBeNull();
    expect(await json(`${path}/reconstructions`)).toBeNull();
    renameSync(`${inspection}.away`, inspection);
    expect(await densityOf()).toEqual(expect.any(Number));
  });
  test("a run matched with itself is the identity; with another seed it is not", async () => {
    const match = (...ids: string[]) => json<MatchAnswer>(`/api/match?runs=${ids.join(",")}&layer=1`);
    const self = await match(runs.patches, runs.patches);
    expect(self.features.every(({ unit, matches }) => matches[0]?.unit === unit)).toBe(true);
    expect(self.means[0]).toBeCloseTo(1, 12);
    expect(self.features.every(({ again }) => again === 1)).toBe(true);
    expect(self.chance.most).toBeLessThan(0.99);
    const other = await match(runs.patches, runs.otherSeed);
    expect(other.means[0]).toBeLessThan(0.99);
    expect(new Set(other.features.map(({ matches }) => matches[0]?.unit)).size).toBe(9);
    const both = await match(runs.patches, runs.otherSeed, runs.patches);
    expect(both.of).toBe(runs.patches);
    expect(both.others).toEqual([runs.otherSeed, runs.patches]);
    expect(both.means).toEqual([other.means[0], self.means[0]]);
    for (const { again, byChance, matches } of both.features)
      expect(again).toBe(matches.filter((found) => Math.abs(found!.cosine) > byChance!).length);
    expect((await send(`/api/match?runs=${runs.patches}&layer=1`)).body.toString()).toMatch(
      /runs must name two or more/,
    );
    expect(other.note).toBeNull();
  });
  test("where each seed draws other true features none has to come again, and that is said", async () => {
    const [a, b] = await Promise.all(
      [0, 1].map(async (seed) => {
        const config = parseConfig(toyConfig(seed));
        const { directory } = await runExperiment(config, { results, figures: false });
        return runId(results, directory.path);
      }),
    );
    const { note } = await json<MatchAnswer>(`/api/match?runs=${a},${b}&layer=1`);
    expect(note).toContain("each seed draws its own");
  });
  test("stars, labels and notes are merged, listed over all runs, and drawn", async () => {
    const path = `/api/runs/${runs.patches}/annotations`;
    const post = (body: string) =>
      fetch(new URL(path, viewer.url), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
    const nothing = { said: {}, unread: {} };
    expect(await json(path)).toEqual(nothing);
    await post('{"1/3": {"star": true}}');
    const { said } = await (await post('{"1/3": {"label": "edge"}, "run": {"note": "good"}}')).json();
    expect(said).toEqual({ run: { note: "good" }, "1/3": { star: true, label: "edge" } });
    expect(await json(path)).toEqual({ said, unread: {} });
    expect(await json("/api/annotations")).toEqual({ said: { [runs.patches]: said }, unread: [] });
    for (const body of ["", "{", '{"1/3": {"star": 1}}', `{"1/3": {"note": "${"x".repeat(10_001)}"}}`])
      expect((await post(body)).status).toBe(400);
    const far = await post('{"1/3": {"label": "far"}, "1/99999": {"star": true}}');
    expect([far.status, await far.json()]).toEqual([
      400,
      { error: "view: 1/99999 must be a feature of the run, layer 1 has 9 units, the first is 1/0" },
    ]);
    expect(await json(path)).toEqual({ said, unread: {} });
    const picture = `/api/runs/${runs.patches}/layers/1/selection`;
    expect((await send(`${picture}.svg?units=3,1`)).body.toString().match(/<image /g)).toHaveLength(2);
    expect((await send(`${picture}.png?units=3`)).body.subarray(1, 4).toString()).toBe("PNG");
    expect((await send(`${picture}.svg?units=9`)).body.toString()).toMatch(/units must be of 0 to 8, got 9/);
    expect((await send(`${picture}.svg`)).status).toBe(400);
    const other = join(results, ...runs.bars.split("~"), "annotations.json");
    writeFileSync(other, '{"1/1": {"star": tr');
    expect(await json("/api/annotations")).toEqual({
      said: { [runs.patches]: said },
      unread: [expect.stringMatching(/annotations\.json must be readable, .*; mend or remove it/)],
    });
    const damaged = await send(`/api/runs/${runs.bars}/annotations`);
    expect([damaged.status, damaged.body.toString()]).toEqual([
      400,
      expect.stringMatching(/annotations\.json must be readable, .*; mend or remove it/),
    ]);
    rmSync(other);
    await post('{"1/3": {"star": false, "label": ""}, "run": {"note": ""}}');
    expect(await json("/api/annotations")).toEqual({ said: {}, unread: [] });
  });
  test("maps of units as pictures: of two of their numbers, and of several runs", async () => {
    const map = `/api/runs/${runs.patches}/layers/1/map`;
    const textOf = async (path: string) => (await send(path)).body.toString();
    const svg = await textOf(`${map}.svg?x=density&y=alikeX`);
    expect(svg).toContain(">Features by density and alike together, first axis<");
    expect(await textOf(`${map}.svg?x=alikeX&y=alikeY&of=atoms&theme=dark`)).toContain(
      ">Atoms, alike ones together<",
    );
    const common = `/api/map.svg?runs=${runs.patches},${runs.otherSeed}&layer=1`;
    expect(await textOf(common)).toContain(">Features of 2 runs, alike ones together<");
    for (const path of [`${map}.svg?x=density&y=starred`, common]) {
      const png = await send(path.replace(".svg", ".png"));
      expect([png.status, png.body.subarray(1, 4).toString()]).toEqual([200, "PNG"]);
    }
    for (const [path, rule] of [
      [`${map}.svg`, /x and y must name numbers of its units, got \\"\\"; choose one of density, /],
      [`${map}.svg?x=density&y=constructor`, /got \\"constructor\\"; choose one of/],
      [`${map}.svg?x=density&y=mean&of=x`, /of must be features or atoms, got x/],
      [
        `/api/runs/${runs.bars}/layers/1/map.svg?x=bias&y=bias`,
        /must be pictures, those of this run are none/,
      ],
      [`/api/map.svg?runs=${runs.patches}&layer=1`, /runs must name two or more/],
    ] as const) {
      const { status, body } = await send(path);
      expect([path, status]).toEqual([path, 400]);
      expect(body.toString()).toMatch(rule);
    }
    for (const path of [`/api/map.pdf?runs=${runs.patches}`, `${map}.pdf`])
      expect((await send(path)).status).toBe(404);
  });
  test("what does not exist is 404, what is wrong is 400 with the rule", async () => {
    for (const path of [
      "/api/nothing",
      "/api/runs/none~none",
      `/api/runs/${runs.patches}/nothing`,
      `/api/runs/${runs.patches}/figures/run.json`,
    ])
      expect((await send(path)).status).toBe(404);
    expect((await send(`/api/runs/${runs.patches}/layers/9`)).body.toString()).toMatch(
      /layer must be one of 1 to 1, got 9/,
    );
    expect((await send(`/api/runs/${runs.patches}/layers/1/features/9`)).status).toBe(400);
    expect((await send(`/api/runs/${runs.patches}/intervene?layer=1&factors=a:b`)).status).toBe(400);
    expect((await send("/api/runs", { method: "DELETE" })).status).toBe(405);
  });
  test("a layer, unit or checkpoint that is not there is 400 wherever it is asked for", async () => {
    const base = `/api/runs/${runs.patches}`;
    for (const n of ["0", "2", "-1", "NaN", "1e9", "999999999", "1.5", "%20", "99999999999999999999"])
      for (const path of [
        `/layers/${n}`,
        `/layers/${n}/tiles`,
        `/layers/${n}/features/0`,
        `/layers/${n}/features/0/heat/0`,
        `/images/0/firing?layer=${n}`,
        `/intervene?layer=${n}&factors=0:0`,
        `/layers/1/features/${n === "0" || n === "2" ? "9" : n}`,
        `/layers/1/features/${n === "0" || n === "2" ? "9" : n}/heat/0`,
        `/layers/1/tiles?step=${n === "0" ? "1" : n}`,
        `/images/0/firing?layer=1&step=${n === "0" ? "1" : n}`,
        `/intervene?layer=1&factors=${n}:`,
        `/intervene?layer=1&example=${n === "0" || n === "2" ? "99" : n}`,
      ]) {
        const { status, body } = await send(base + path);
        expect([path, status, body.toString()]).toEqual([
          path,
          400,
          expect.stringMatching(/^\{"error":"(view|inspect): /),
        ]);
      }
  });
  test("a run that was killed has no figures and no report, and says so", async () => {
    const path = findRunById(results, runs.otherSeed);
    const killed = join(results, "killed", "20260103-000000-00000000");
    cpSync(path.path, killed, { recursive: true });
    rmSync(join(killed, "inspection.safetensors")); // the others have not been made
    writeFileSync(
      join(killed, "run.json"),
      JSON.stringify({ ...(path.readJson("run.json") as object), status: "running", pid: 2 ** 22 + 1 }),
    );
    const base = "/api/runs/killed~20260103-000000-00000000";
    expect((await json<RunDetail>(base)).summary.status).toBe("stopped");
    expect((await json<FeatureAnswer>(`${base}/layers/1/features/0`)).histogram).toBeNull();
    for (const name of ["/figures/features.png", "/report.html"])
      expect((await send(base + name)).status).toBe(404);
    expect((await send(`${base}/intervene?layer=1`)).status).toBe(400);
  });
  test("a run that is half written now and whole later is read again", async () => {
    const id = "late~20260102-000000-00000000";
    const path = join(results, "late", "20260102-000000-00000000");
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, "config.json"),
      '{"name":"x","data":{"kind":"array","path":"/x.npy"},"model":{"kind":"classic"}}',
    );
    writeFileSync(join(path, "run.json"), "");
    const status = async () => (await listOf(viewer)).find((run) => run.id === id)?.status;
    expect(await status()).toBe("broken");
    writeFileSync(
      join(path, "run.json"),
      JSON.stringify({ status: "done", experiment: "late", startedAt: "2026-01-02T00:00:00Z" }),
    );
    expect(await status()).toBe("done");
    renameSync(path, join(folder, "moved"));
    expect(await status()).toBeUndefined();
  });
});

describe("nothing outside the results folder", () => {
  const secret = join(folder, "secret");
  beforeAll(() => {
    mkdirSync(join(secret, "run"), { recursive: true });
    for (const file of ["config.json", "run.json"])
      writeFileSync(join(secret, "run", file), '{"status":"done","secret":true}');
    symlinkSync(secret, join(results, "linked"));
    mkdirSync(join(results, "half"), { recursive: true });
    symlinkSync(join(secret, "run"), join(results, "half", "run"));
  });
  test.each([
    "/api/runs/..~secret",
    "/api/runs/..~..~secret",
    "/api/runs/%2e%2e~secret",
    "/api/runs/%2E%2E%2Fsecret~run",
    "/api/runs/..%2f..%2fsecret~run",
    "/api/runs/..%5csecret~run",
    "/api/runs/patches~..",
    "/api/runs/.~run",
    "/api/runs/linked~run",
    "/api/runs/half~run",
    "/api/runs/%00~run",
    "/api/runs/%E0%A4%A~run",
    "/../../etc/passwd",
    "/api/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
  ])("%s", async (path) => {
    const { status, body } = await send(path);
    expect([400, 404]).toContain(status);
    expect(body.toString()).not.toMatch(/secret"|root:/);
  });
  test("figures: only names in the folder's listing", async () => {
    for (const name of ["..%2frun.json", "%2e%2e%2fconfig.json", "features.png%00", "/etc/passwd"])
      expect((await send(`/api/runs/${runs.patches}/figures/${name}`)).status).toBe(404);
  });
  test("an absolute id is none", () => {
    expect(() => findRunById(results, join(secret, "run"))).toThrow(/no run/);
  });
});

describe("images that are sent", () => {
  const to = () => `/api/runs/${runs.patches}/image`;
  test("too many bytes are refused before they are read", async () => {
    expect(
      (
        await send(to(), {
          method: "POST",
          headers: { "content-type": "image/png", "content-length": String(MOST_BYTES + 1) },
        })
      ).status,
    ).toBe(413);
  });
  test("also when their number is not told", async () => {
    const reply = send(to(), {
      method: "POST",
      headers: { "content-type": "image/png", "transfer-encoding": "chunked" },
      body: new Uint8Array(MOST_BYTES + 10),
    });
    // The server may hang up while the rest is on its way.
    expect(
      await reply.then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413);
  });
  test("a small file that would unpack to a larger image is refused by its header", async () => {
    const bomb = Buffer.from(encodePng({ width: 8, height: 8, channels: 1, data: new Uint8Array(64) }));
    bomb.writeUInt32BE(3000, 16);
    bomb.writeUInt32BE(3000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    const { status, body } = await send(to(), { method: "POST", body: bomb });
    expect([status, body.toString()]).toEqual([
      400,
      expect.stringMatching(/at most 4 million pixels, it has 9.0/),
    ]);
  });
  test("what is no image, a damaged one, one smaller than a patch: 400 and the rule", async () => {
    const small = encodePng({ width: 5, height: 5, channels: 1, data: new Uint8Array(25) });
    for (const [bytes, rule] of [
      [Buffer.from("<svg onload=alert(1)>"), /PNG or a JPEG/],
      [Buffer.alloc(0), /PNG or a JPEG/],
      [Buffer.from(small).subarray(0, 40), /whole PNG/],
      [Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /whole JPEG/],
      [Buffer.from(small), /at least 8×8/],
    ] as const) {
      const { status, body } = await send(to(), { method: "POST", body: bytes });
      expect(status).toBe(400);
      expect(body.toString()).toMatch(rule);
    }
  });
  test("a run without pictures takes none", async () => {
    const png = encodePng({ width: 40, height: 40, channels: 1, data: new Uint8Array(1600) });
    expect((await send(`/api/runs/${runs.bars}/image`, { method: "POST", body: png })).status).toBe(400);
  });
});

describe("the report", () => {
  test("lies in the run, is below 5 MB, and fetches nothing", () => {
    const directory = findRunById(results, runs.patches);
    const report = readFileSync(directory.file("report.html"), "utf8");
    expect(report.length).toBeLessThan(5e6);
    expect(report).not.toMatch(/<(img|link|script)[^>]*(src|href)="(?!data:)/);
    expect(report).toContain("connect-src 'none'");
    expect(readdirSync(directory.path)).toContain("inspection.safetensors");
  });
  test("text from the config cannot leave its place", () => {
    const report = readFileSync(findRunById(results, runs.patches).file("report.html"), "utf8");
    expect(report).not.toContain("<small>");
    expect(report).toContain("\\u003csmall>");
  });
});
