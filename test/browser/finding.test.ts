// Finding one's way in the viewer: names, filters, sweeps, sorts, links, the glossary.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { runSweep } from "../../src/experiments/sweep.js";
import { findRunById, runId } from "../../src/inspect/run-id.js";
import { readName } from "../../src/train/about.js";
import { startViewer, type Viewer } from "../../src/viewer/server/server.js";
import { chromiumMissing, startChromium } from "../support/chromium.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";

const HANG = 300_000;
let run: TinyRun;
let sweep: string;
let viewer: Viewer;
let browser: Browser;
let complaints: string[] = [];

async function makeSweep(folder: string): Promise<string> {
  const rows = join(folder, "rows.npy");
  const values = Float64Array.from({ length: 120 }, (_, i) => 0.1 + ((i * 7) % 11) / 14);
  writeFileSync(rows, encodeNpy(values, [20, 6]));
  const config = parseConfig({
    name: "grid",
    question: "Which?",
    data: { kind: "array", path: rows },
    model: { kind: "classic", hidden: [2] },
    vary: [
      {
        key: "optimizer",
        values: [
          { kind: "lbfgs", iterations: 2 },
          { kind: "gradient-descent", learningRate: 0.1, iterations: 2 },
        ],
      },
      { key: "seed", values: [0, 1] },
    ],
  });
  const { directory } = await runSweep(config, { results: run.results, engine: "reference", figures: false });
  return runId(run.results, directory.path);
}

async function open(hash: string, width = 1200): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  context.setDefaultTimeout(HANG);
  const page = await context.newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(viewer.url + hash);
  return page;
}

describe.skipIf(chromiumMissing)("in a browser", () => {
  beforeAll(async () => {
    const folder = temporaryFolder();
    run = await makeTinyRun(folder);
    sweep = await makeSweep(folder);
    viewer = await startViewer({ results: run.results });
    browser = await startChromium();
  });
  afterEach(async () => {
    const said = complaints;
    complaints = [];
    for (const context of browser.contexts()) await context.close();
    expect(said).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await viewer?.close();
  });

  const name = (page: Page) => page.locator("h1").textContent();
  /** The box in which a name is typed has the keyboard. */
  const boxIsReady = (page: Page) => page.locator(".name-box:focus").waitFor();
  const entries = (page: Page) => page.evaluate(() => history.length);

  test("a click on the title, a name, Enter: it stands there, in the list and on the disk; Esc changes nothing", async () => {
    const page = await open(`#/run/${run.id}`);
    await page.locator("h1").click();
    await boxIsReady(page);
    await page.keyboard.type("first try");
    await page.keyboard.press("Escape");
    expect(await name(page)).toMatch(/^tiny/);
    await page.getByRole("button", { name: "name the run" }).click();
    await boxIsReady(page);
    await page.keyboard.type("edges & co");
    await page.keyboard.press("Enter");
    await expect.poll(() => name(page)).toMatch(/^edges & co/);
    expect(readName(findRunById(run.results, run.id))).toBe("edges & co");
    await page.getByRole("link", { name: "all runs" }).click();
    const row = page.locator("tr", { hasText: "edges & co" });
    expect(await row.locator("small").first().textContent()).toMatch(/^tiny · ρ 0\.1 · hidden 3 · /);
  });

  test("the filter finds values, and tells a misspelt key", async () => {
    const page = await open("");
    const count = () => page.locator("tbody tr").count();
    const box = page.getByRole("searchbox");
    await box.fill("optimizer=lbfgs hidden=2");
    await expect.poll(count).toBe(3); // the sweep, and two of its members
    await box.fill("rho>0.05");
    await expect.poll(count).toBe(1);
    await box.fill("rhoo>0.05");
    await page.waitForSelector("[role=status] >> text=did you mean rho?");
    expect(await count()).toBe(0);
  });

  test("a sweep is a table: values in columns, readable objects, both ways of each sort, means over seeds", async () => {
    const page = await open(`#/run/${sweep}`);
    const column = (n: number) =>
      page.locator(`.members >> nth=0`).locator(`td:nth-child(${n})`).allTextContents();
    await expect
      .poll(() => column(2))
      .toEqual([
        "lbfgs · iterations 2",
        "lbfgs · iterations 2",
        "gradient-descent · α 0.1 · iterations 2",
        "gradient-descent · α 0.1 · iterations 2",
      ]);
    expect(await column(3)).toEqual(["0", "1", "0", "1"]);
    const sort = page.getByRole("button", { name: /^seed/ });
    await sort.click();
    expect(await column(3)).toEqual(["0", "0", "1", "1"]);
    await sort.click();
    expect(await column(3)).toEqual(["1", "1", "0", "0"]);
    expect(page.url()).toContain("sort=-seed");
    const means = page.locator(".members >> nth=1").locator("tbody tr");
    expect(await means.count()).toBe(2);
    expect(await means.first().textContent()).toMatch(/^lbfgs · iterations 22[\d.]+ ± /); // 2 iterations, 2 runs
    await page.waitForSelector(".chart canvas");
    expect(await page.locator(".u-legend .u-label").allTextContents()).toContain(
      "optimizer lbfgs · iterations 2 · seed 1",
    );
  });

  test("tiles are links; j and Esc add nothing to the history, and Esc leads back to the tile", async () => {
    const page = await open(`#/run/${run.id}?sort=-index`);
    const tile = page.getByRole("link", { name: "feature 1", exact: true });
    expect(await tile.getAttribute("href")).toBe(`#/run/${run.id}/feature/1/1?sort=-index`);
    const [tab] = await Promise.all([
      page.context().waitForEvent("page"),
      tile.click({ modifiers: ["Control"] }),
    ]);
    expect(tab.url()).toContain("/feature/1/1");
    await tile.click();
    await page.waitForSelector("h1:has-text('Feature 1')");
    const before = await entries(page);
    await page.keyboard.press("j");
    await page.waitForSelector("h1:has-text('Feature 0')"); // the order is reversed
    await page.keyboard.press("Escape");
    await page.waitForSelector(".tile-link.chosen:focus >> text=feature 0");
    expect(await entries(page)).toBe(before);
    await page.getByRole("button", { name: "largest first" }).click();
    expect(page.url()).not.toContain("sort=");
  });

  test("latest is the newest run, and what belongs to it", async () => {
    const page = await open("#/runs/latest");
    await page.waitForSelector("h1:has-text('grid')");
    expect(page.url()).toContain(`#/run/${sweep}`);
  });

  test("a number's name leads to the glossary, a column's head too", async () => {
    const page = await open(`#/run/${run.id}`);
    await page.getByRole("link", { name: "variance unexplained, FVU" }).click();
    await page.waitForSelector(".asked dt >> text=FVU");
    await page.goto(`${viewer.url}#/`);
    await page.getByRole("link", { name: "what roughness means" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".asked >> text=noise");
  });

  test("on a phone nothing is wider than the screen", async () => {
    for (const hash of [`#/run/${sweep}`, "#/glossary", ""]) {
      const page = await open(hash, 390);
      await page.waitForSelector("main table, main dl");
      expect(await page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(390);
    }
  });
});
