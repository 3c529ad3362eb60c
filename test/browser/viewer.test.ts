// The viewer in a real browser: Chromium, as Debian has it. Without one these tests are skipped, and say so.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findRunById } from "../../src/inspect/run-id.js";
import { chromiumMissing } from "../support/chromium.js";
import { root } from "../support/command-line.js";
import { assertAccessible, assertUsable, goTo, Pages, tabTo } from "../support/pages.js";
import { makeSmallRuns, type SmallRuns } from "../support/small-runs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const results = join(temporaryFolder(), "results");

let runs: SmallRuns;
let pages: Pages;

describe.skipIf(chromiumMissing)("in a browser", () => {
  beforeAll(async () => {
    runs = await makeSmallRuns(results);
    pages = await Pages.start(results);
  });
  afterEach((context) => pages.settle(context));
  afterAll(() => pages?.end());

  const grid = (page: Page) => page.locator(".grid-canvas");
  /** How many different greys a canvas shows: an empty one has one. */
  const shades = (page: Page, selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(data).size;
      });

  test("a dark page is printed in light colours, without what can only be clicked", async () => {
    const page = await pages.open(`#/run/${runs.patches}`, { scheme: "dark" });
    await page.waitForSelector(".chart canvas");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const colours = await page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body);
      return [color, backgroundColor];
    });
    expect(colours).toEqual(["rgb(28, 29, 31)", "rgb(255, 255, 255)"]);
    expect(await page.locator(".toolbar:visible, button:visible").count()).toBe(0);
    expect(await page.locator("text=(log scale)").count()).toBe(2); // the penalties, and ρ̂
    await pages.close(page, "run-print");
  });

  test("an address of a comparison that names no runs says that there are none", async () => {
    const page = await pages.open("#/compare/x,y");
    await page.waitForSelector("text=There are no such runs");
    expect(await page.locator("text=No differences").count()).toBe(0);
    await pages.close(page, "compare-none");
  });

  test("paper has every tile of the grid, where the screen has a part that scrolls", async () => {
    const page = await pages.open(`#/run/${runs.patches}`, { width: 400 });
    await page.waitForSelector(".grid-canvas[data-units='9']");
    const tiles = page.locator(".grid-printed canvas");
    expect(await tiles.count()).toBe(0);
    // The browser lays the paper out as soon as this event has been told.
    const told = await page.evaluate(async () => {
      dispatchEvent(new Event("beforeprint"));
      await Promise.resolve();
      return document.querySelectorAll(".grid-printed canvas").length;
    });
    expect(told).toBe(9);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".grid:visible").count()).toBe(0);
    expect(await page.locator(".grid-printed canvas:visible").count()).toBe(9);
    expect(await shades(page, ".grid-printed figure:last-child canvas")).toBeGreaterThan(20);
    const holder = await page.locator(".grid-holder").boundingBox();
    const last = await tiles.last().boundingBox();
    expect(last!.y + last!.height).toBeLessThanOrEqual(holder!.y + holder!.height);
    await page.emulateMedia({ media: "screen" });
    await expect.poll(() => tiles.count()).toBe(0);
    await pages.close(page, "run-paper");
  });

  test("the list: filtered by words and by a regular expression, sorted; a broken run shows as such", async () => {
    const page = await pages.open("");
    await page.waitForSelector("text=Choose these");
    await page.getByRole("searchbox").fill("patches");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByRole("searchbox").fill("/^(deep|bars)/");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(2);
    expect(page.url()).toContain("filter=");
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "run", exact: true }).click();
    await expect.poll(() => page.locator("tbody tr .name a").first().textContent()).toBe("bars");
    expect(await page.locator("tbody tr", { hasText: "broken" }).textContent()).toMatch(/not JSON/);
    await pages.close(page, "list");
  });

  test.each(["light", "dark"] as const)(
    "a run, %s: numbers, curves, features that enlarge, reconstructions",
    async (scheme) => {
      const page = await pages.open(`#/run/${runs.patches}`, { scheme });
      await page.waitForSelector(".grid-canvas[data-units='9']");
      await page.waitForSelector(".chart[data-points='31'] canvas");
      await page.waitForSelector("text=Reconstructions");
      expect(await shades(page, ".grid-canvas")).toBeGreaterThan(50);
      await grid(page).scrollIntoViewIfNeeded();
      const box = (await grid(page).boundingBox())!;
      await page.mouse.move(box.x + 30, box.y + 30);
      await page.waitForSelector(".enlarged >> text=feature 0");
      await page.locator("text=Figures").scrollIntoViewIfNeeded();
      await pages.close(page, `run-${scheme}`);
    },
  );

  test("sorting and scrubbing stand in the address: where it is opened again, the same is shown", async () => {
    const shown = (page: Page) => grid(page).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const page = await pages.open(`#/run/${runs.patches}`);
    await page.waitForSelector(".grid-canvas");
    const before = await shown(page);
    await page.getByLabel("sort by").selectOption("orientation");
    await page.getByRole("combobox", { name: "show", exact: true }).selectOption("atoms");
    await page.getByLabel("iteration", { exact: true }).fill("1");
    await expect.poll(() => page.url()).toMatch(/sort=orientation/);
    expect(page.url()).toMatch(/of=atoms/);
    expect(page.url()).toMatch(/step=10/);
    await expect.poll(() => shown(page)).not.toBe(before);
    const again = await pages.open(new URL(page.url()).hash);
    await again.waitForSelector(".grid-canvas");
    expect(await again.getByLabel("sort by").inputValue()).toBe("orientation");
    // Both end at the same picture, whatever each shows on its way there.
    await expect.poll(async () => (await shown(page)) === (await shown(again))).toBe(true);
    await pages.close(page, "run-address");
    await pages.release(again);
  });

  test("the keyboard chooses and opens a feature, goes on to the next, and back", async () => {
    const page = await pages.open(`#/run/${runs.patches}`);
    await page.waitForSelector(".grid-canvas");
    await page.locator(".grid").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('Feature 1')");
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector("h1:has-text('Feature 2')");
    await page.keyboard.press("Escape");
    await page.waitForSelector("h1:has-text('patches')");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    await pages.close(page, "keyboard");
  });

  test("by keyboard alone: two runs chosen and compared, another way round, and a match opened", async () => {
    const page = await pages.open("");
    await page.waitForSelector("text=Choose these");
    const press = async (key: string, to: Locator) => {
      await tabTo(page, to);
      await page.keyboard.press(key);
    };
    for (const id of [runs.patches, runs.otherSeed])
      await press("Space", page.getByRole("checkbox", { name: `compare ${id}` }));
    await press("Enter", page.getByRole("button", { name: "Compare 2" }));
    await page.waitForSelector("h1:has-text('Compare 2 runs')");
    await page.waitForSelector(".pairs a canvas");
    expect(await page.locator("tr:not(.differs) >> text=optimizer.kind").count()).toBe(0);
    await press("Space", page.getByRole("checkbox", { name: "also what is equal" }));
    await page.waitForSelector("tr:not(.differs) >> text=optimizer.kind");
    await press("ArrowDown", page.getByLabel("features of"));
    await expect.poll(() => decodeURIComponent(page.url())).toContain(`of=${runs.otherSeed}`);
    await press("ArrowDown", page.getByRole("combobox", { name: "first", exact: true }));
    await expect.poll(() => page.url()).toContain("lost=1");
    const match = page.locator(".pairs a").nth(1);
    const address = await match.getAttribute("href");
    await press("Enter", match);
    await page.waitForSelector("h1:has-text('Feature')");
    expect(new URL(page.url()).hash).toBe(address);
    await pages.close(page, "compare-keyboard");
  });

  test("by keyboard alone: an image of the run's source, its features, more and less of the map", async () => {
    const page = await pages.open(`#/run/${runs.patches}`);
    await page.waitForSelector(".figures a[href*='/image/'] >> nth=0");
    await tabTo(page, page.locator(".figures a[href*='/image/']").nth(1));
    await page.keyboard.press("Enter");
    await page.waitForSelector(".heat canvas[data-ready='true']");
    const third = page.locator(".firing .patch").nth(2);
    await tabTo(page, third);
    await page.keyboard.press("Enter");
    await expect.poll(() => third.getAttribute("aria-pressed")).toBe("true");
    const picture = () =>
      page.locator(".heat canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await picture();
    await tabTo(page, page.getByLabel("heat", { exact: true }), "Shift+Tab");
    for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowLeft");
    await expect.poll(picture).not.toBe(before);
    await tabTo(page, page.getByRole("link", { name: /^Open feature/ }));
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('Feature')");
    await pages.close(page, "image-keyboard");
  });

  test.each(["light", "dark"] as const)(
    "a feature, %s: weights, fit, examples in their image, heat map, sliders",
    async (scheme) => {
      const page = await pages.open(`#/run/${runs.patches}/feature/1/3`, { scheme });
      await page.waitForSelector("text=Gabor R²");
      await page.waitForSelector(".where canvas[data-ready='true']");
      await page.waitForSelector(".heat canvas[data-ready='true']");
      await page.locator(".patch").nth(3).click();
      await page.waitForSelector(".patch.chosen >> nth=0");
      await page.waitForSelector("text=(fires most)");
      const difference = () =>
        page.getByLabel("x̂ changed").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const ablated = await difference();
      await page.getByLabel("activation ×").fill("4");
      await page.waitForSelector("text=× 4");
      await expect.poll(difference).not.toBe(ablated);
      await pages.close(page, `feature-${scheme}`);
    },
  );

  test("a dropped image: which features fire, and where; a wrong file is told why", async () => {
    const page = await pages.open(`#/run/${runs.patches}`);
    await page.waitForSelector(".drop");
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(["no image"], "wrong.png", { type: "image/png" }));
      return data;
    });
    await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
    await page.waitForSelector("[role=alert] >> text=PNG or a JPEG");
    // The browser itself notes the refused request.
    pages.forgive(/400 \(Bad Request\)/);
    await page.setInputFiles("input[type=file]", join(root, "datasets/natural-photos/nagasaki-boats.png"));
    await page.waitForSelector("text=Features that fire most");
    await page.waitForSelector(".heat canvas[data-ready='true']");
    await page.locator(".firing .patch").nth(2).click();
    await expect.poll(() => page.url()).toMatch(/unit=/);
    await pages.close(page, "image");
  });

  test.each(["image/webp"])(
    "a dropped photograph of more pixels than are sent, %s, is read and scaled by the browser",
    async (type) => {
      const page = await pages.open(`#/run/${runs.patches}`);
      await page.waitForSelector(".drop");
      const transfer = await page.evaluateHandle(async (kind) => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [2400, 1800];
        const context = canvas.getContext("2d")!;
        for (let i = 0; i < 40; i++) {
          context.fillStyle = `hsl(${i * 37} 60% ${20 + i}%)`;
          context.fillRect((i % 8) * 300, Math.floor(i / 8) * 360, 270, 312);
        }
        const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, kind));
        const data = new DataTransfer();
        data.items.add(new File([blob!], "photo", { type: kind }));
        return data;
      }, type);
      await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
      await page.waitForSelector("text=Features that fire most");
      expect(await page.locator("h1").textContent()).toBe("photo (from 2400×1800)");
      expect(await page.locator(".title .faint").textContent()).toContain("2309×1732");
      await page.waitForSelector(".heat canvas[data-ready='true']");
      await pages.close(page, `image-${type.slice(6)}`);
    },
  );

  test("a sweep in a comparison is named, with where its members are; the list gives it nothing to tick", async () => {
    const page = await pages.open(`#/compare?runs=${runs.patches},${runs.sweep}`);
    await page.waitForSelector("text=is a sweep, which has no features of its own");
    await page.locator("p.note a").click();
    await page.waitForSelector("h2:has-text('Members')");
    await goTo(page, "#/");
    await page.waitForSelector("text=Choose these");
    expect(
      await page.getByRole("checkbox", { name: `compare ${runs.sweep}`, exact: true }).isDisabled(),
    ).toBe(true);
    await page.getByRole("button", { name: "Choose these" }).click();
    await expect.poll(() => decodeURIComponent(page.url())).toContain(`${runs.sweep}~01`);
    expect(decodeURIComponent(page.url())).not.toMatch(new RegExp(`${runs.sweep}(,|$)`));
    await pages.close(page, "compare-sweep");
  });

  test("comparison: curves together, what differs, features matched", async () => {
    const page = await pages.open(`#/compare?runs=${runs.patches},${runs.otherSeed}`);
    await page.waitForSelector(".chart[data-points='31'] canvas");
    await page.waitForSelector("text=their match is better than 95");
    await page.getByLabel("smoothing").fill("0.6");
    await page.waitForSelector("text=(raw) >> nth=0");
    expect(await page.locator("tr.differs th[scope=row]").allTextContents()).toEqual(
      expect.arrayContaining(["seed", "name"]),
    );
    expect(await page.locator(".pairs figure").count()).toBe(9);
    // Other runs by the address alone, of examples of another size: nothing of the first ones is left.
    const three = `#/compare?runs=${runs.patches},${runs.otherSeed},${runs.bars}`;
    await goTo(page, three);
    await page.waitForSelector(".pairs figure");
    await page.waitForSelector("text=Left out, since their examples have another size");
    await goTo(page, `${three}&of=${runs.bars}`);
    await page.waitForSelector("text=Left out, since their examples have another size");
    await page.waitForFunction(() => document.querySelectorAll(".pairs figure").length === 0);
    // Back to larger tiles, which the bytes of the small ones do not fill.
    await goTo(page, `${three}&of=${runs.patches}`);
    await page.waitForSelector(".pairs figure:nth-child(9) canvas");
    await goTo(page, `#/compare?runs=${runs.bars},${runs.bars}`);
    await page.waitForSelector("h1 >> text=Compare 1 run");
    await page.waitForSelector("text=A comparison needs two or more");
    await expect.poll(() => page.title()).toBe("Compare 1 run · rhohat");
    await goTo(page, `#/compare?runs=${runs.patches},${runs.otherSeed}`);
    await page.waitForSelector(".pairs figure:nth-child(9) canvas");
    await pages.close(page, "compare");
  });

  test.each(["iteration", "log"])(
    "by keyboard alone: a chart's values by %s from point to point, nearer and further away, a curve hidden",
    async (by) => {
      const page = await pages.open(`#/run/${runs.patches}?by=${by}`);
      await page.waitForSelector(".chart[data-points='31'] canvas");
      const chart = page.locator(".chart").first();
      const values = () => chart.locator(".u-legend .u-value").allTextContents();
      const picture = () =>
        chart.locator("canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const whole = await picture();
      const atEnd = await values();
      await tabTo(page, chart.getByRole("application", { name: /by iteration; left and right arrow keys/ }));
      expect(await values()).toEqual(atEnd);
      await page.keyboard.press("ArrowLeft");
      const before = await values();
      expect(before).not.toEqual(atEnd);
      expect(await chart.locator(".u-legend").getAttribute("aria-live")).toBe("polite");
      await page.keyboard.press("ArrowRight");
      expect(await values()).toEqual(atEnd);
      await page.keyboard.press("Home");
      const first = await values();
      expect(Number(first[0])).toBeLessThan(Number(before[0]));
      await page.keyboard.press("End");
      for (let press = 0; press < 4; press++) await page.keyboard.press("+");
      expect(await values()).toEqual(atEnd);
      const near = await picture();
      expect(near === whole).toBe(false);
      await page.keyboard.press("Home"); // what was out of sight
      expect(await values()).toEqual(first);
      expect((await picture()) === near).toBe(false);
      for (let press = 0; press < 30; press++) await page.keyboard.press("ArrowRight");
      expect(await values()).toEqual(atEnd);
      expect((await picture()) === whole).toBe(false);
      await page.keyboard.press("-");
      expect((await picture()) === whole).toBe(false);
      await pages.keep(page, `chart-near-${by}`);
      await page.keyboard.press("0");
      expect((await picture()) === whole).toBe(true);
      const curve = chart.getByRole("button").first();
      await tabTo(page, curve);
      expect(await chart.locator(".u-legend").getAttribute("aria-live")).toBe("off");
      for (const [key, isShown] of [
        ["Enter", "false"],
        ["Space", "true"],
      ]) {
        expect(await curve.getAttribute("aria-pressed")).not.toBe(isShown);
        await page.keyboard.press(key);
        expect(await curve.getAttribute("aria-pressed")).toBe(isShown);
        expect(await chart.locator(".u-series.u-off").count()).toBe(isShown === "true" ? 0 : 1);
      }
      await curve.click();
      expect(await curve.getAttribute("aria-pressed")).toBe("false");
      await pages.close(page, `chart-keyboard-${by}`);
    },
  );

  test("a deep model layer by layer; inputs that are no images as bars; a sweep's members", async () => {
    const deep = await pages.open(`#/run/${runs.deep}`);
    await deep.getByRole("button", { name: /layer 2/ }).click();
    await deep.waitForSelector(".grid-canvas[data-units='6']");
    await deep.waitForSelector("text=as if the layers between were linear");
    await pages.close(deep, "deep");
    const bars = await pages.open(`#/run/${runs.bars}/feature/1/0`);
    await bars.waitForSelector("svg.bars rect");
    await pages.close(bars, "bars");
    const sweep = await pages.open(`#/run/${runs.sweep}`);
    await sweep.waitForSelector("text=Compare them");
    await pages.close(sweep, "sweep");
  });

  test("a broken run says what is wrong with it", async () => {
    const page = await pages.open(`#/run/${runs.broken}`);
    await page.waitForSelector("[role=alert] >> text=not JSON");
    await pages.close(page, "broken");
  });

  test("addresses that lead nowhere, or cannot be read, leave a page that works", async () => {
    for (const hash of [
      "#/run",
      "#/xyz",
      "#/run/%E0%A4%A/x",
      "#/?filter=/(/",
      "#/run/none",
      `#/run/${runs.patches}/feature/1/999`,
    ]) {
      const page = await pages.open(hash);
      await page.waitForSelector(".brand");
      await expect.poll(() => page.locator("main").textContent()).not.toBe("");
      // The browser itself notes what the server refused.
      pages.forgive(/status of 40[04]/);
      await pages.close(page, "nowhere");
    }
  });

  test("what cannot be shown says why, under a heading", async () => {
    const page = await pages.open("#/glossary");
    for (const [hash, title, text] of [
      [`#/run/${runs.patches}/feature/1/abc`, "Feature abc", 'got "abc"'],
      [`#/run/${runs.patches}/feature/x/1`, "Feature 1", 'got "x"'],
      [`#/run/${runs.patches}/image/99`, "Image", "99"],
      ["#/run/none~none", "Run", "nothing of that name"],
    ]) {
      await goTo(page, hash);
      await page.locator("h1", { hasText: title }).waitFor();
      await page.getByRole("alert").filter({ hasText: text }).waitFor();
      await assertAccessible(page);
    }
    await goTo(page, `#/run/${runs.patches}?view=map&x=nothing`);
    await page.waitForSelector("text=No number called “nothing” is known of these units.");
    pages.forgive(/status of 40[04]/);
    await pages.close(page, "no-such");
  });

  test.each([
    ["the list", (): string => "", ["tbody tr"]],
    [
      "a run",
      (): string => `#/run/${runs.patches}`,
      [".chart canvas", ".grid-canvas[data-units='9']", "text=Reconstructions"],
    ],
    [
      "a map",
      (): string => `#/run/${runs.patches}?view=map&where=density:0..`,
      [".feature-map canvas", ".brushes"],
    ],
    [
      "a feature",
      (): string => `#/run/${runs.patches}/feature/1/3`,
      ["text=Gabor R²", "text=(fires most)", "text=Less active with it"],
    ],
    ["a feature in a frame", (): string => `#/run/${runs.patches}/feature/1/3?embed=1`, ["text=Gabor R²"]],
    ["an image", (): string => `#/run/${runs.patches}/image/0?layer=1&unit=3`, ["canvas"]],
    [
      "a comparison",
      (): string => `#/compare?runs=${runs.patches},${runs.otherSeed}`,
      [".chart canvas", "text=their match is better than 95"],
    ],
    ["what has stars", (): string => "#/starred", ["text=Nothing has a star yet"]],
    ["the glossary", (): string => "#/glossary", ["h1 >> text=Glossary"]],
  ] as const)(
    "%s: axe-core finds nothing in light or dark, and twice the size and a phone have room",
    async (name, hash, parts) => {
      const page = await pages.open(hash());
      for (const part of parts) await page.waitForSelector(part);
      await assertUsable(page);
      await pages.close(page, `usable-${name.replaceAll(" ", "-")}`);
    },
  );

  test("units are filtered by ranges that are typed or drawn, and stand in the address", async () => {
    const page = await pages.open(`#/run/${runs.patches}`);
    const shown = () => page.locator(".grid-canvas").getAttribute("data-units");
    await page.waitForSelector(".grid-canvas[data-units='9']");
    await page.getByText("Filter", { exact: true }).click();
    await page.getByLabel("Gabor fit R², from").fill("0.6");
    await page.getByLabel("Gabor fit R², from").press("Enter");
    await expect.poll(() => page.url()).toMatch(/where=r2%3A0\.6\.\./);
    await expect.poll(async () => Number(await shown())).toBeLessThan(9);
    const some = await shown();
    await page.waitForSelector(`text=${some} of 9 units`);
    // Drawn over the upper half of the densities.
    const box = (await page.locator(".range-brush svg").first().boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 5, box.y + 20);
    await page.mouse.up();
    await expect.poll(() => page.url()).toMatch(/density%3A[\d.]+\.\./);
    const again = await pages.open(new URL(page.url()).hash);
    await again.waitForSelector(".filters[open]");
    await expect.poll(() => again.getByLabel("Gabor fit R², from").inputValue()).toBe("0.6");
    await again.getByLabel("Gabor fit R², from").fill("5");
    await again.getByLabel("Gabor fit R², from").press("Enter");
    await again.waitForSelector("text=No unit lies in all of these ranges");
    await again.getByRole("button", { name: "Show all" }).first().click();
    await again.waitForSelector(".grid-canvas[data-units='9']");
    await pages.release(again);
    await pages.close(page, "filters");
  });

  test("a map: axes, nearer, a line around some, and the keyboard from tile to tile", async () => {
    const page = await pages.open(`#/run/${runs.patches}`);
    await page.getByLabel("laid out as").selectOption("map");
    await page.waitForSelector(".feature-map canvas[data-units]");
    const picture = () =>
      page.locator(".feature-map canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await page.getByRole("combobox", { name: "to the right" }).selectOption("density");
    await page.getByRole("combobox", { name: "upwards" }).selectOption("contribution");
    await page.waitForSelector(".feature-map canvas[data-units='9']");
    const whole = await picture();
    await page.locator(".feature-map").focus();
    await page.keyboard.press("+");
    await expect.poll(() => page.url()).toMatch(/sight=/);
    await expect.poll(picture).not.toBe(whole);
    await page.keyboard.press("0");
    await expect.poll(() => page.url()).not.toMatch(/sight=/);
    // All of them, in a line drawn near the frame.
    await page.getByRole("button", { name: "Draw around some" }).click();
    const box = (await page.locator(".feature-map canvas").boundingBox())!;
    const corners = [
      [60, 20],
      [box.width - 20, 20],
      [box.width - 20, box.height - 50],
      [60, box.height - 50],
    ];
    await page.mouse.move(box.x + corners[0][0], box.y + corners[0][1]);
    await page.mouse.down();
    for (const [x, y] of corners.slice(1)) await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector("text=9 units within the line");
    await page.waitForSelector(".grid-canvas[data-units='9']");
    await page.getByRole("button", { name: "Choose none" }).click();
    await expect.poll(() => page.url()).not.toMatch(/lasso=/);
    // A line by keyboard: given up, then around three.
    const map = page.locator(".feature-map");
    const told = page.locator(".feature-map + .status-line");
    const draw = page.getByRole("button", { name: "Draw around some" });
    await map.focus();
    await page.keyboard.press("ArrowRight");
    const plain = await picture();
    for (const end of ["Escape", "Enter"]) {
      await tabTo(page, draw, "Shift+Tab");
      await page.keyboard.press("Enter");
      await expect.poll(() => told.textContent()).toContain("0 corners");
      await tabTo(page, map);
      const right = Array<string>(5).fill("ArrowRight");
      // Enter is too early there.
      for (const key of [...right, "Space", "ArrowLeft", "Space", "Enter", "ArrowLeft", "Space"])
        await page.keyboard.press(key);
      await expect.poll(() => told.textContent()).toContain("3 corners");
      await pages.keep(page, `map-corners-${end}`);
      await expect.poll(picture).not.toBe(plain);
      await page.keyboard.press(end);
      await expect.poll(() => told.textContent()).not.toContain("corners");
      expect(await draw.getAttribute("aria-pressed")).toBe("false");
      if (end === "Escape") expect(page.url()).not.toMatch(/lasso=/);
    }
    await expect.poll(() => page.url()).toMatch(/lasso=\d+(%2C\d+){5}(&|$)/);
    const within = page.locator("h3", { hasText: "within the line" });
    expect(Number.parseInt((await within.textContent())!, 10)).toBeGreaterThanOrEqual(3);
    // From a feature's page to its tile again, on the map or in the grid of those within the line.
    await map.focus();
    await page.keyboard.press("ArrowRight");
    const tile = await told.textContent();
    await pages.keep(page, "map");
    const hasFocus = (place: Locator) =>
      expect
        .poll(() => place.evaluateAll((all) => all.some((one) => one === document.activeElement)))
        .toBe(true);
    for (const back of [() => page.goBack(), () => page.keyboard.press("Escape")]) {
      await page.keyboard.press("Enter");
      await page.waitForSelector("h1:has-text('Feature')");
      await back();
      await page.waitForSelector(".feature-map canvas[data-units='9']");
      await hasFocus(map);
      expect(await told.textContent()).toBe(tile);
    }
    const link = page.locator(".tile-link[tabindex='0']");
    await tabTo(page, link);
    const unit = await link.getAttribute("data-unit");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('Feature')");
    await page.keyboard.press("Escape");
    await hasFocus(page.locator(`.tile-link[data-unit='${unit}']`));
    await pages.close(page, "map-again");
  });

  test("a run that starts appears by itself, its curve and checkpoints grow, and it ends", async () => {
    const page = await pages.open("");
    await page.waitForSelector("tbody tr");
    const out = join(results, "live", "run");
    const child = spawn(
      process.execPath,
      [
        join(root, "dist/cli/main.js"),
        "run",
        "test/support/small.experiment.ts",
        "--out",
        out,
        "--quiet",
        "--no-figures",
        "--engine",
        "wasm",
        "--threads",
        "1",
        "--set",
        // Some iterations in each look of the server at it, not thousands.
        "data.count=2000",
        "model.hidden=[100]",
        // Steps so small that no machine has converged before the page has seen what it waits for.
        "optimizer.kind=gradient-descent",
        "optimizer.learningRate=0.0001",
        "optimizer.iterations=1000000000",
        "checkpointEvery=20",
      ],
      { cwd: root, stdio: "ignore" },
    );
    const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
    try {
      await page.waitForSelector("tr:has-text('live') .status.running");
      await page.click("tr:has-text('live') a");
      await page.waitForSelector(".chart canvas");
      const points = async () => Number(await page.locator(".chart").first().getAttribute("data-points"));
      const steps = async () =>
        Number(await page.getByLabel("iteration", { exact: true }).getAttribute("max"));
      await page.waitForSelector("input[aria-label=iteration]");
      const [curve, checkpoints] = [await points(), await steps()];
      await expect.poll(points).toBeGreaterThan(curve);
      await expect.poll(steps).toBeGreaterThan(checkpoints);
      expect(await page.locator("h1 + .status").textContent()).toBe("running");
      await pages.keep(page, "live");
      child.kill("SIGINT"); // a polite end, with a checkpoint
      await ended;
      await page.waitForSelector("h1 + .status.interrupted");
      await page.waitForSelector("text=Reconstructions");
    } finally {
      child.kill("SIGKILL");
    }
    await pages.close(page, "live-ended");
  });

  test("the report works from a file, asks nobody, and has a page per feature", async () => {
    const path = findRunById(results, runs.patches).file("report.html");
    const page = await pages.open(pathToFileURL(path).href);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.reload();
    await page.waitForSelector(".grid-canvas[data-units='9']");
    await page.waitForSelector("text=Reconstructions");
    await pages.keep(page, "report");
    await page.locator(".grid").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('Feature 0')");
    await page.waitForSelector("text=Gabor R²");
    expect(asked.filter((url) => !url.startsWith("data:") && !url.startsWith("file:"))).toEqual([]);
    expect(asked.filter((url) => url.startsWith("file:"))).toHaveLength(1);
    await pages.close(page, "report-feature");
  });
});
