// Finding one's way in the viewer: names, filters, sweeps, sorts, links, the glossary.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { runSweep } from "../../src/experiments/sweep.js";
import { findRunById, runId } from "../../src/inspect/run-id.js";
import { readName, writeName } from "../../src/train/about.js";
import { chromiumMissing } from "../support/chromium.js";
import { goTo, Pages, screenshots } from "../support/pages.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";

let run: TinyRun;
let sweep: string;
/** A run of the exercise that has a name, and one iteration less than the others */
let short: string;
let pages: Pages;

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

function makeShort(): string {
  const path = join(run.results, "natural-patches", "20260102-030405-short");
  cpSync(run.path, path, { recursive: true });
  const lines = readFileSync(join(path, "metrics.jsonl"), "utf8").trim().split("\n");
  writeFileSync(join(path, "metrics.jsonl"), `${lines.slice(0, -1).join("\n")}\n`);
  const config = join(path, "config.json");
  writeFileSync(config, readFileSync(config, "utf8").replace(/"seed": *0/, '"seed": 7'));
  const id = runId(run.results, path);
  writeName(findRunById(run.results, id), "shorter");
  return id;
}

describe.skipIf(chromiumMissing)("in a browser", () => {
  beforeAll(async () => {
    const folder = temporaryFolder();
    run = await makeTinyRun(folder, { figures: false });
    sweep = await makeSweep(folder);
    short = makeShort();
    pages = await Pages.start(run.results);
  });
  afterEach((context) => pages.settle(context));
  afterAll(() => pages?.end());

  const name = (page: Page) => page.locator("h1").textContent();
  /** The box in which a name is typed has the keyboard. */
  const boxIsReady = (page: Page) => page.locator(".name-box:focus").waitFor();
  const entries = (page: Page) => page.evaluate(() => history.length);

  test("a click on the title, a name, Enter: it stands there, in the list and on the disk; Esc changes nothing", async () => {
    const page = await pages.open(`#/run/${run.id}`);
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
    const page = await pages.open("");
    const count = () => page.locator("tbody tr").count();
    const box = page.getByRole("searchbox");
    await box.fill("optimizer=lbfgs hidden=2");
    await expect.poll(count).toBe(3); // the sweep, and two of its members
    await box.fill("rho>0.05 seed=0");
    await expect.poll(count).toBe(1);
    await box.fill("rhoo>0.05");
    await page.waitForSelector("[role=status] >> text=did you mean rho?");
    expect(await count()).toBe(0);
  });

  test("a sweep is a table: values in columns, readable objects, both ways of each sort, means over seeds", async () => {
    const page = await pages.open(`#/run/${sweep}`);
    const column = (n: number) =>
      page.locator(`.members >> nth=0`).locator(`td:nth-child(${n})`).allTextContents();
    await expect.poll(() => column(2)).toEqual(["lbfgs", "lbfgs", "gradient-descent", "gradient-descent"]); // without what both say
    expect(await column(3)).toEqual(["0", "1", "0", "1"]);
    const sort = page.getByRole("button", { name: /^seed/ });
    await sort.click();
    expect(await column(3)).toEqual(["0", "0", "1", "1"]);
    await sort.click();
    expect(await column(3)).toEqual(["1", "1", "0", "0"]);
    expect(page.url()).toContain("sort=-seed");
    const means = page.locator(".members >> nth=1").locator("tbody tr");
    expect(await means.count()).toBe(2);
    expect(await means.first().textContent()).toMatch(/^lbfgs2[\d.]+ ± /); // 2 runs
    // They break rather than run out of the page.
    const wrapping = (cell: Element) => getComputedStyle(cell).whiteSpace;
    expect(await means.first().locator("td.number").last().evaluate(wrapping)).toBe("normal");
    await page.waitForSelector(".chart canvas");
    expect(await page.locator(".u-legend .u-label").allTextContents()).toContain("lbfgs · seed 1");
  });

  test("tiles are links; j and Esc add nothing to the history, and Esc leads back to the tile", async () => {
    const page = await pages.open(`#/run/${run.id}?sort=-index`);
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
    expect(before).toBeLessThan(50); // the browser keeps no more, and could not show another
    await page.keyboard.press("j");
    await page.waitForSelector("h1:has-text('Feature 0')"); // the order is reversed
    await page.keyboard.press("Escape");
    await page.waitForSelector(".tile-link.chosen:focus >> text=feature 0");
    expect(await entries(page)).toBe(before);
    await page.getByRole("button", { name: "largest first" }).click();
    expect(page.url()).not.toContain("sort=");
  });

  test("latest is the newest run, and what belongs to it", async () => {
    const page = await pages.open("#/runs/latest");
    await page.waitForSelector("h1:has-text('grid')");
    expect(page.url()).toContain(`#/run/${sweep}`);
  });

  test("a number's name leads to the glossary, a column's head too", async () => {
    const page = await pages.open(`#/run/${run.id}`);
    await page.getByRole("link", { name: "variance unexplained, FVU" }).click();
    await page.waitForSelector(".asked dt >> text=FVU");
    await goTo(page, "#/");
    await page.getByRole("link", { name: "what roughness means" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".asked >> text=noise");
  });

  test("a comparison calls runs of two experiments by those or their names, and says where a shorter run's last value is", async () => {
    const page = await pages.open(`#/compare?runs=${run.id},${short}`);
    const heads = page.locator(".differences").first().locator("thead a");
    // The first has a name by now, where a test before this one has given it.
    await expect
      .poll(() => heads.allTextContents())
      .toEqual([expect.stringMatching(/^(tiny|edges & co)$/), "shorter"]);
    await expect
      .poll(() => page.locator(".u-legend .u-series", { hasText: "shorter" }).textContent())
      .toMatch(/[\d.]+ at 1$/);
    expect(await page.locator(".u-legend").textContent()).not.toContain("–");
    const decay = page.locator("tr", { hasText: "weightDecay" }).locator("td").first();
    await page.getByLabel("also what is equal").check();
    expect(await decay.textContent()).toBe("0.0001");
    await pages.keep(page, "finding-compare");
  });

  test("the list says what the experiments found", async () => {
    const page = await pages.open("");
    const found = page.locator(".findings dd");
    await expect.poll(() => found.allTextContents()).toEqual([expect.stringMatching(/\w{3}/)]);
    expect(await page.locator(".findings dt").textContent()).toMatch(/^natural-patches .*\?$/);
    await pages.keep(page, "finding-list");
    await page.getByRole("searchbox").fill("tiny");
    await expect.poll(() => found.count()).toBe(0);
  });

  test("each page has a title of its own", async () => {
    const page = await pages.open("");
    for (const [hash, title] of [
      ["", "Runs"],
      ["#/glossary", "Glossary"],
      [`#/compare?runs=${run.id},${short}`, "Compare 2 runs"],
      [`#/run/${short}`, "shorter · ρ 0.1 · hidden 3 · seed 7"],
      [`#/run/${short}/feature/1/2`, "Feature 2 · shorter · ρ 0.1 · hidden 3 · seed 7"],
    ]) {
      await goTo(page, hash);
      await expect.poll(() => page.title()).toBe(`${title} · rhohat`);
    }
  });

  test("the tile under the pointer looks other than the one that the keyboard is on", async () => {
    const page = await pages.open(`#/run/${run.id}`);
    const outline = (unit: number) =>
      page
        .getByRole("link", { name: `feature ${unit}`, exact: true })
        .evaluate((link) => getComputedStyle(link).outline);
    await page.locator(".grid").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector(".tile-link.chosen:focus");
    await page.getByRole("link", { name: "feature 1", exact: true }).hover();
    expect(await outline(1)).not.toBe(await outline(0));
    await page.getByRole("link", { name: "feature 0", exact: true }).hover();
    expect(await outline(0)).toMatch(/ 3px$/);
    await page.locator(".grid").scrollIntoViewIfNeeded();
    await pages.keep(page, "finding-chosen");
  });

  test("on paper a chart is as wide as the paper", async () => {
    const page = await pages.open(`#/run/${run.id}`);
    await page.waitForSelector(".chart canvas");
    await page.emulateMedia({ media: "print" });
    const widths = await page.evaluate(() => {
      const chart = document.querySelector<HTMLElement>(".chart")!;
      chart.style.width = "500px";
      return [chart, chart.querySelector("canvas")!].map((one) => one.getBoundingClientRect().width);
    });
    expect(widths).toEqual([500, 500]);
    // It was drawn again in the colours of paper; its legend tells the last values still.
    expect(await page.locator(".u-legend").allTextContents()).not.toContainEqual(
      expect.stringContaining("–"),
    );
    if (process.env.RHOHAT_SCREENSHOTS !== undefined)
      await page.pdf({ path: join(screenshots, "finding-paper.pdf") });
  });

  test("on a phone nothing is wider than the screen", async () => {
    for (const [hash, ...parts] of [
      [`#/run/${sweep}`, ".members td", ".chart canvas"],
      ["#/glossary", "main dl"],
      ["", "main tbody tr"],
    ]) {
      const page = await pages.open(hash, { width: 390 });
      for (const part of parts) await page.waitForSelector(part);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(390);
      await pages.keep(page, `finding-phone-${hash.replace(/\W+/g, "-")}`);
    }
  });
  test("on a phone the columns of a sweep's table keep apart", async () => {
    const page = await pages.open(`#/run/${sweep}`, { width: 390 });
    await page.waitForSelector(".members td");
    const padding = await page
      .locator(".members td")
      .first()
      .evaluate((cell) => Number.parseFloat(getComputedStyle(cell).paddingRight));
    expect(padding).toBeGreaterThanOrEqual(7);
    const excess = (table: Element) => table.scrollWidth - table.clientWidth;
    expect(await page.locator(".scroll").first().evaluate(excess)).toBe(0);
  });

  test("on a phone a long name of a legend stands beside its mark and its value", async () => {
    const page = await pages.open(`#/run/${sweep}`, { width: 390 });
    const line = page.locator(".u-legend .u-series").last();
    // The chart is drawn anew as each member's numbers arrive: a row that is gone has no place.
    const apart = () =>
      line.evaluate((row) => {
        const [mark, label] = [".u-marker", ".u-label"].map(
          (part) => row.querySelector(part)?.getClientRects()[0]?.top ?? Number.NaN,
        );
        return Math.abs(mark - label);
      });
    await expect.poll(apart).toBeLessThan(8);
  });
});
