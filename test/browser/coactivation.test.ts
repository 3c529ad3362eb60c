// What a feature is beside the others, and a model with fewer latents than it keeps.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { runExperiment } from "../../src/experiments/runner.js";
import type { BudgetsAnswer, FeatureAnswer, RunDetail } from "../../src/inspect/answers.js";
import { runId } from "../../src/inspect/run-id.js";
import { chromiumMissing } from "../support/chromium.js";
import { assertUsable, Pages } from "../support/pages.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { tinyPng } from "../support/tiny-run.js";

let pages: Pages;
const ids: Record<string, string> = {};
const answer = async <Answer>(path: string) =>
  (await (await fetch(`${pages.viewer.url}api/runs/${path}`)).json()) as Answer;

async function makeRun(folder: string, kind: "hierarchical-topk" | "batchtopk"): Promise<string> {
  const config = parseConfig({
    name: kind,
    data: {
      kind: "patches",
      source: { kind: "folder", path: join(folder, "images") },
      size: [4, 4],
      count: 60,
      preprocess: [{ kind: "remove-mean" }],
    },
    model: { kind, latents: 12, k: 4 },
    optimizer: { kind: "adam", iterations: 40, batch: 20, learningRate: 0.01 },
  });
  const results = join(folder, "results");
  const { directory } = await runExperiment(config, { results, engine: "reference", figures: false });
  return runId(results, directory.path);
}

describe.skipIf(chromiumMissing)("in a browser", () => {
  beforeAll(async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "images"));
    writeFileSync(join(folder, "images", "a.png"), tinyPng(3));
    for (const kind of ["hierarchical-topk", "batchtopk"] as const) ids[kind] = await makeRun(folder, kind);
    pages = await Pages.start(join(folder, "results"));
  });
  afterEach((context) => pages.settle(context));
  afterAll(() => pages?.end());

  test.each(["hierarchical-topk", "batchtopk"])(
    "%s with fewer latents: by keyboard, its error, the latents in use and examples change together",
    async (kind) => {
      const { summary, hasBudgets } = await answer<RunDetail>(ids[kind]);
      expect(hasBudgets).toBe(true);
      const { k, fvu, first } = await answer<BudgetsAnswer>(`${ids[kind]}/budgets`);
      expect(fvu.at(-1)).toBeCloseTo(summary.fvu!, 6);
      const page = await pages.open(`#/run/${ids[kind]}`);
      const slider = page.getByLabel(/^latents kept of an example/);
      const inUse = (at: number) => first.filter((place) => place >= 0 && place <= at).length;
      const said = (at: number) => page.waitForSelector(`h3:has-text('${inUse(at)} of 12 latents in use')`);
      await said(k.length - 1);
      const made = page.getByRole("img", { name: "its reconstruction" }).first();
      const pixels = () => made.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
      const before = await pixels();
      await slider.focus();
      await page.keyboard.press("Home");
      await said(0);
      expect(page.url()).toContain(`budget=${k[0]}`);
      const shown = page.locator("dt:has-text('active on an example, on average') + dd");
      await expect.poll(() => shown.textContent()).toContain(String(Number(k[0].toPrecision(3))));
      await expect.poll(pixels).not.toBe(before);
      await page.keyboard.press("ArrowRight");
      await said(1);
      await assertUsable(page);
      await pages.close(page, `budgets-${kind}`);
    },
  );

  test("a feature's coactivation: those that fire with it and instead of it, each a link", async () => {
    const of = (unit: number) =>
      answer<FeatureAnswer>(`${ids["hierarchical-topk"]}/layers/1/features/${unit}`);
    const all = await Promise.all(Array.from({ length: 12 }, (_, unit) => of(unit)));
    const { unit, coactivation } = all.find(
      ({ coactivation }) => (coactivation?.with[0]?.correlation ?? 0) > 0.5,
    )!;
    const [closest] = coactivation!.with;
    const back = all[closest.unit].coactivation!.with.find((other) => other.unit === unit);
    expect(back).toMatchObject({ together: closest.together, correlation: closest.correlation });
    const page = await pages.open(`#/run/${ids["hierarchical-topk"]}/feature/1/${unit}`);
    await page.waitForSelector("h3:has-text('Fires instead of it')");
    await page.waitForSelector("dt:has-text('FVU lost without it')");
    const partner = page.locator("h3:has-text('Fires with it') + .pairs a").first();
    await partner.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(`h1:has-text('Feature ${closest.unit}')`);
    await assertUsable(page);
    await pages.close(page, "coactivation");
  });

  test("a feature of a run that has none says so", async () => {
    const page = await pages.open(`#/run/${ids.batchtopk}/feature/3/1`);
    await page.waitForSelector("[role=alert]");
    pages.forgive(/400 \(Bad Request\)/); // the browser tells of it too
    await pages.close(page, "no-feature");
  });
});
