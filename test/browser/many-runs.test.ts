// The list of hundreds of runs: only those near what is in sight are elements.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumMissing } from "../support/chromium.js";
import { assertAccessible, Pages } from "../support/pages.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const COUNT = 300;
/** The cost of each run, no two the same. */
const costs = Array.from({ length: COUNT }, (_, i) => (i * 77) % COUNT);
const nameOf = (run: number) => `run-${run}`;
let pages: Pages;

function writeRun(results: string, run: number): void {
  const path = join(results, "many", nameOf(run));
  mkdirSync(path, { recursive: true });
  const config = {
    name: "many",
    seed: run,
    data: { kind: "array", path: "/x.npy" },
    model: { kind: "classic" },
  };
  const startedAt = new Date(Date.UTC(2026, 0, 1) + 1000 * run).toISOString();
  const line = { iteration: 1, evaluations: 1, cost: costs[run], parts: {}, seconds: 0 };
  writeFileSync(join(path, "config.json"), JSON.stringify(config));
  writeFileSync(join(path, "metrics.jsonl"), `${JSON.stringify(line)}\n`);
  writeFileSync(join(path, "run.json"), JSON.stringify({ status: "done", experiment: "many", startedAt }));
}

const newestFirst = costs.map((_, i) => nameOf(COUNT - 1 - i));
const cheapestFirst = costs
  .map((cost, run) => ({ cost, run }))
  .sort((a, b) => a.cost - b.cost)
  .map(({ run }) => nameOf(run));

const drawn = (page: Page) => page.locator("tbody tr[aria-rowindex]").count();
/** The rows in sight: where each says that it stands, and its run. */
const inSight = (page: Page) =>
  page.locator("tbody tr[aria-rowindex]").evaluateAll((rows) =>
    rows
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      })
      .map((row) => ({
        place: Number(row.getAttribute("aria-rowindex")) - 2,
        name: row.querySelector(".name a")?.getAttribute("title"),
      })),
  );
const lookAt = (page: Page, share: number) =>
  page.evaluate((part) => scrollTo(0, part * document.documentElement.scrollHeight), share);
/** Rows fill the window, and are those that stand there. */
async function assertShows(page: Page, order: readonly string[]): Promise<void> {
  await expect.poll(async () => (await inSight(page)).length).toBeGreaterThan(8);
  const rows = await inSight(page);
  expect(rows.map(({ name }) => name)).toEqual(order.slice(rows[0].place, rows[0].place + rows.length));
}

describe.skipIf(chromiumMissing)("in a browser", () => {
  beforeAll(async () => {
    const results = join(temporaryFolder(), "results");
    for (let run = 0; run < COUNT; run++) writeRun(results, run);
    pages = await Pages.start(results);
  });
  afterEach((context) => pages.settle(context));
  afterAll(() => pages?.end());

  test("only rows near what is in sight are there, the right ones wherever one scrolls, however they are sorted", async () => {
    const page = await pages.open("");
    await page.waitForSelector(`text=${COUNT} of ${COUNT} runs`);
    for (const [order, sort] of [
      [newestFirst, null],
      [cheapestFirst, "cost"],
    ] as const) {
      if (sort !== null) await page.getByRole("button", { name: sort, exact: true }).click();
      for (const share of [0, 0.5, 1, 0.25, 0]) {
        await lookAt(page, share);
        await assertShows(page, order);
        await expect.poll(() => drawn(page)).toBeLessThan(COUNT / 2);
      }
    }
    await lookAt(page, 1);
    await page.locator(`tr[aria-rowindex='${COUNT + 1}']`).waitFor(); // the head is the first
    await assertAccessible(page);
    await pages.close(page, "many-runs");
  });

  test("a filter leaves what it finds, and all can be chosen and opened", async () => {
    const page = await pages.open("");
    await page.waitForSelector(`text=${COUNT} of ${COUNT} runs`);
    await page.getByRole("searchbox").fill("cost<100");
    await page.waitForSelector(`text=100 of ${COUNT} runs`);
    await lookAt(page, 1);
    await assertShows(
      page,
      newestFirst.filter((name) => costs[Number(name.slice(4))] < 100),
    );
    await page.getByRole("searchbox").fill("seed=7 cost>0");
    await page.waitForSelector(`text=1 of ${COUNT} runs`);
    await page.getByRole("checkbox").check();
    expect(decodeURIComponent(page.url())).toContain("chosen=many~run-7");
    await page.getByRole("link", { name: "many" }).click();
    await page.waitForSelector("h1:has-text('many')");
    await pages.close(page, "many-runs-filtered");
  });

  test("the keyboard goes from row to row, and stays where it is when others are looked at", async () => {
    const page = await pages.open("#/?sort=cost");
    await page.waitForSelector(`text=${COUNT} of ${COUNT} runs`);
    await page.getByRole("checkbox").first().focus();
    for (let row = 0; row < 120; row++) {
      await page.keyboard.press("Tab"); // the link
      await page.keyboard.press("Tab"); // the next row
    }
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(await focused()).toBe(`compare many~${cheapestFirst[120]}`);
    await lookAt(page, 1);
    await page.locator(`tr[aria-rowindex='${COUNT + 1}']`).waitFor();
    expect(await focused()).toBe(`compare many~${cheapestFirst[120]}`);
    await pages.close(page, "many-runs-keyboard");
  });

  test("paper has all of them", async () => {
    const page = await pages.open("");
    await page.waitForSelector(`text=${COUNT} of ${COUNT} runs`);
    expect(await drawn(page)).toBeLessThan(COUNT / 2);
    await page.emulateMedia({ media: "print" });
    await expect.poll(() => drawn(page)).toBe(COUNT);
    await pages.close(page, "many-runs-paper");
  });
});
