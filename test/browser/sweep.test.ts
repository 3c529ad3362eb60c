// A sweep in the viewer: what its members came to, and which features come again with other seeds.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { runSweep } from "../../src/experiments/sweep.js";
import type { MatchAnswer } from "../../src/inspect/answers.js";
import { runId } from "../../src/inspect/run-id.js";
import { chromiumMissing } from "../support/chromium.js";
import { assertAccessible, assertUsable, goTo, Pages } from "../support/pages.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const results = join(temporaryFolder(), "results");
let pages: Pages;
let sweep: string;

/** Pictures of 4×4 pixels of which each is a row or a column: a few iterations find them. */
function bars(count: number): Float64Array {
  const random = createRandom(0, "bars");
  const pictures = Array.from({ length: count }, () => {
    const [line, isRow] = [Math.floor(4 * random.uniform()), random.uniform() < 0.5];
    return Array.from({ length: 16 }, (_, p) => ((isRow ? Math.floor(p / 4) : p % 4) === line ? 0.8 : 0.2));
  });
  return Float64Array.from(pictures.flat());
}

/** The links below a map: what each answers. */
async function assertPictures(page: Page): Promise<void> {
  for (const [name, type] of [
    ["PNG", "image/png"],
    ["SVG", "image/svg+xml"],
  ]) {
    const link = await page.getByRole("link", { name, exact: true }).getAttribute("href");
    const { status, headers } = await fetch(new URL(link!, pages.viewer.url));
    expect([status, headers.get("content-type")]).toEqual([200, type]);
  }
}

describe.skipIf(chromiumMissing)("a sweep in a browser", () => {
  beforeAll(async () => {
    mkdirSync(results, { recursive: true });
    const path = join(results, "bars.npy");
    writeFileSync(path, encodeNpy(bars(80), [80, 16]));
    const config = parseConfig({
      name: "seeds",
      question: "Which features come again?",
      data: { kind: "array", path, imageShape: [4, 4] },
      model: { kind: "classic", hidden: [6], beta: 0.1 },
      optimizer: { kind: "lbfgs", iterations: 15 },
      vary: [
        { key: "model.rho", values: [0.05, 0.2] },
        { key: "seed", values: [0, 1, 2] },
      ],
    });
    const { directory } = await runSweep(config, { results, engine: "reference", figures: false });
    sweep = runId(results, directory.path);
    pages = await Pages.start(results);
  });
  afterEach((context) => pages.settle(context));
  afterAll(() => pages?.end());

  test("what sparsity costs, all numbers together, the features of each: every point, line and picture is a link", async () => {
    const page = await pages.open(`#/run/${sweep}`);
    await page.waitForSelector(".multiple:nth-child(6) canvas");
    expect(await page.locator(".scatter a").count()).toBe(8); // six members, and two means
    expect(await page.locator(".scatter a.faint-point").count()).toBe(6);
    expect(await page.locator(".parallel a").count()).toBe(6);
    const means = page.getByRole("link", { name: /^ρ 0\.2, mean of 3: FVU [\d.]+, active [\d.]+$/ });
    expect(decodeURIComponent((await means.getAttribute("href"))!)).toBe(
      `#/compare?runs=${sweep}~04,${sweep}~05,${sweep}~06`,
    );
    await page.getByLabel("upwards").selectOption("cost");
    await page.waitForSelector(".scatter[aria-label^='cost over']");
    await pages.close(page, "sweep-plots");
  });

  test("a range drawn on an axis leaves the lines that pass through it", async () => {
    const page = await pages.open(`#/run/${sweep}`);
    // What stands above it is there first: it moves no more.
    await page.waitForSelector(".pairs figure:nth-child(6)");
    await page.waitForSelector(".multiple:nth-child(6) canvas");
    await page.waitForSelector(".chart canvas");
    await page.locator(".parallel").scrollIntoViewIfNeeded();
    const axis = (await page.locator(".parallel .handle").first().boundingBox())!;
    const [x, middle] = [axis.x + axis.width / 2, axis.y + axis.height / 2];
    await page.mouse.move(x, axis.y + 1);
    await page.mouse.down();
    await page.mouse.move(x, middle);
    await page.mouse.up();
    await page.waitForSelector("text=3 of 6 pass through");
    expect(await page.locator(".parallel a.left-out").count()).toBe(3);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => page.locator(".parallel a.left-out").count()).toBe(0);
    await pages.close(page, "sweep-range");
  });

  test("a range on an axis is given by keyboard alone, and taken back", async () => {
    const page = await pages.open(`#/run/${sweep}`);
    await page.waitForSelector(".parallel a:nth-of-type(6)");
    const leftOut = () => page.locator(".parallel a.left-out").count();
    await page.locator(".parallel summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab"); // the least of the first axis, ρ
    await page.keyboard.type("0.1");
    await page.keyboard.press("Tab");
    await page.waitForSelector("text=3 of 6 pass through");
    expect(await leftOut()).toBe(3);
    await page.keyboard.type("0.15");
    await page.keyboard.press("Enter");
    await page.waitForSelector("text=0 of 6 pass through");
    await assertAccessible(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter"); // any ρ
    await expect.poll(leftOut).toBe(0);
    await pages.close(page, "sweep-range-keyboard");
  });

  test("features beside their matches in the other seeds of their setting, those that come again first or last", async () => {
    const page = await pages.open(`#/run/${sweep}`);
    await page.waitForSelector(".pairs figure:nth-child(6)");
    const answer = (await (
      await fetch(`${pages.viewer.url}api/match?runs=${sweep}~01,${sweep}~02,${sweep}~03&layer=1`)
    ).json()) as MatchAnswer;
    const all = answer.features.filter(({ again }) => again === 2).length;
    await page.waitForSelector(`text=${all} of 6 features come again in both others`);
    const whole = page.locator(".of-all-seeds");
    await whole.locator("summary").click();
    expect(await whole.locator("summary").textContent()).toContain("Of all 18 features of these 3 seeds");
    expect(await whole.locator("tbody tr").first().locator("td").allTextContents()).toContain(`${all} of 6`);
    const captions = () => page.locator(".pairs figcaption").allTextContents();
    const expected = answer.features.map(({ again }) => again).sort((a, b) => b - a);
    expect(await captions()).toEqual(expected.map((again) => `${again} of 2`));
    await page.getByLabel(/^first/).selectOption("those that do not");
    await expect.poll(captions).toEqual(expected.reverse().map((again) => `${again} of 2`));
    await page.getByRole("combobox", { name: /^features of/ }).selectOption("ρ 0.2 · seed 1");
    await page.waitForSelector("text=From above: ρ 0.2 · seed 1 · ρ 0.2 · seed 0 · ρ 0.2 · seed 2");
    await pages.close(page, "sweep-again");
  });

  test("a member's units are filtered by how often they come again, and a feature shows where", async () => {
    const page = await pages.open(`#/run/${sweep}~01?where=stability:..0`);
    await page.waitForSelector(".filters[open]");
    const answer = (await (
      await fetch(`${pages.viewer.url}api/match?runs=${sweep}~01,${sweep}~02,${sweep}~03&layer=1`)
    ).json()) as MatchAnswer;
    const never = answer.features.filter(({ again }) => again === 0).length;
    await page.waitForSelector(`text=${never} of 6 units`);
    const { unit, again } = answer.features[0];
    await goTo(page, `#/run/${sweep}~01/feature/1/${unit}`);
    await page.waitForSelector(`text=Comes again in ${again} of 2 other seeds`);
    expect(await page.locator(".pairs.across canvas").count()).toBe(2);
    await pages.close(page, "sweep-feature");
  });

  test("a member's units lie where those that are alike lie together, and those of several runs on one map", async () => {
    const page = await pages.open(`#/run/${sweep}~01?view=map`);
    await page.getByRole("button", { name: "Alike ones together" }).click();
    await page.waitForSelector("[aria-label*='alike together, first axis to the right']");
    expect(page.url()).toContain("x=alikeX&y=alikeY");
    await assertPictures(page);
    await page.getByRole("combobox", { name: "upwards" }).selectOption("stability");
    await page.waitForSelector("[aria-label*='in which it comes again upwards']");
    await assertPictures(page);
    await goTo(page, `#/compare?runs=${sweep}~01,${sweep}~02,${sweep}~03`);
    await page.getByLabel("all of them on one map").check();
    await page.waitForSelector(".feature-map canvas[data-units='18']");
    await page.locator(".feature-map").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector("text=/^feature \\d of seed \\d$/");
    await assertPictures(page);
    await assertUsable(page);
    await pages.close(page, "common-map");
  });

  test("axe-core finds nothing in light or dark, and twice the size and a phone have room", async () => {
    const page = await pages.open(`#/run/${sweep}`);
    await page.waitForSelector(".pairs figure:nth-child(6)");
    await page.waitForSelector(".multiple:nth-child(6) canvas");
    await assertUsable(page);
    await pages.close(page, "sweep");
  });

  test("by keyboard alone: from point to point, and into a run", async () => {
    const page = await pages.open(`#/run/${sweep}`);
    await page.waitForSelector(".scatter a:nth-of-type(8)");
    await page.locator(".scatter a").first().focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest(".scatter") !== null)).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toMatch(/#\/run\/.*~0\d$/);
    await pages.close(page, "sweep-keyboard");
  });
});
