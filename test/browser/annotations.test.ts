// Stars, labels and notes in the viewer: given on one page, shown on all.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumMissing } from "../support/chromium.js";
import { assertUsable, goTo, Pages, tabTo } from "../support/pages.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";

let pages: Pages;
let run: TinyRun;
const said = () => JSON.parse(readFileSync(join(run.path, "annotations.json"), "utf8"));

describe.skipIf(chromiumMissing)("in a browser", () => {
  beforeAll(async () => {
    run = await makeTinyRun(temporaryFolder());
    pages = await Pages.start(run.results);
  });
  afterEach((context) => pages.settle(context));
  afterAll(() => pages?.end());

  test("given by keyboard on a feature's page, shown in its run, filtered by, listed, and taken back", async () => {
    const page = await pages.open(`#/run/${run.id}/feature/1/2`);
    const star = page.getByRole("button", { name: "star for feature 2" });
    await star.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => star.getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("Tab");
    await page.keyboard.type("a corner, k or j"); // letters that are keys elsewhere
    await page.keyboard.press("Tab");
    await page.keyboard.type("seen at the top left");
    await page.keyboard.press("Tab");
    await expect
      .poll(said)
      .toEqual({ "1/2": { star: true, label: "a corner, k or j", note: "seen at the top left" } });
    expect(page.url()).toContain("/feature/1/2");
    await goTo(page, `#/run/${run.id}?where=starred:1..1`);
    await page.waitForSelector(".grid-canvas[data-units='1']");
    await page.locator(".grid a").first().hover();
    await page.waitForSelector("text=★ feature 2 · a corner, k or j");
    await page.getByRole("link", { name: "starred" }).click();
    await page.waitForSelector(".starred canvas");
    await page.waitForSelector("text=seen at the top left");
    const csv = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
    expect(decodeURIComponent(csv!)).toContain('1/2,1,"a corner, k or j",seen at the top left');
    const picture = await page.getByRole("link", { name: "SVG" }).getAttribute("href");
    expect(await (await fetch(new URL(picture!, pages.viewer.url))).text()).toContain("<image ");
    await assertUsable(page);
    await goTo(page, `#/run/${run.id}/feature/1/2`);
    await star.click();
    await page.getByLabel("label of feature 2").fill("");
    await page.getByLabel("note on feature 2").fill("");
    await page.getByLabel("label of feature 2").focus();
    await expect.poll(said).toEqual({});
    await pages.close(page, "annotations");
  });

  test("two pages that write: both are kept, and shown to whoever comes back", async () => {
    const [one, other] = [
      await pages.open(`#/run/${run.id}/feature/1/0`),
      await pages.open(`#/run/${run.id}/feature/1/0`),
    ];
    for (const page of [one, other]) await page.waitForSelector(".said textarea");
    await one.getByRole("button", { name: "star for feature 0" }).click();
    await expect.poll(said).toEqual({ "1/0": { star: true } });
    await other.getByLabel("label of feature 0").fill("bar");
    await other.getByLabel("label of feature 0").press("Enter");
    await expect.poll(said).toEqual({ "1/0": { star: true, label: "bar" } });
    await expect
      .poll(() => other.getByRole("button", { name: "star for feature 0" }).getAttribute("aria-pressed"))
      .toBe("true");
    await one.evaluate(() => dispatchEvent(new Event("focus")));
    await expect.poll(() => one.getByLabel("label of feature 0").inputValue()).toBe("bar");
    await pages.close(one, "annotations-one");
    await pages.close(other, "annotations-other");
  });

  test("what cannot be read is said, and nothing is written over it", async () => {
    const path = join(run.path, "annotations.json");
    const before = readFileSync(path);
    const damaged = '{"1/0": {"star": tr';
    writeFileSync(path, damaged);
    const page = await pages.open(`#/run/${run.id}/feature/1/0`);
    const trouble = page.locator(".said [role=alert]");
    await expect
      .poll(() => trouble.textContent())
      .toMatch(/annotations\.json must be readable.*mend or remove it/);
    await page.getByRole("button", { name: "star for feature 0" }).click();
    await expect.poll(() => trouble.textContent()).toMatch(/mend or remove it/);
    expect(readFileSync(path, "utf8")).toBe(damaged);
    writeFileSync(path, before);
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await expect.poll(() => page.getByLabel("label of feature 0").inputValue()).toBe("bar");
    expect(await trouble.count()).toBe(0);
    pages.forgive(/400 \(Bad Request\)/);
    await pages.close(page, "annotations-damaged");
  });

  test("by keyboard alone: to what is starred, its files, its feature and its run", async () => {
    writeFileSync(join(run.path, "annotations.json"), JSON.stringify({ "1/0": { star: true } }));
    const page = await pages.open("");
    await page.waitForSelector("tbody tr");
    await tabTo(page, page.getByRole("link", { name: "starred" }));
    await page.keyboard.press("Enter");
    await page.waitForSelector(".starred canvas");
    for (const name of ["CSV", "JSON", "SVG"]) await tabTo(page, page.getByRole("link", { name }));
    await tabTo(page, page.locator(".starred a").first(), "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('Feature 0')");
    await pages.close(page, "starred-keyboard");
  });

  test("what cannot be read is told where it is missing: of one entry on its feature's page, of all on the list of stars", async () => {
    const path = join(run.path, "annotations.json");
    const before = readFileSync(path);
    writeFileSync(path, '{"1/0": {"star": "yes"}}');
    const page = await pages.open(`#/run/${run.id}/feature/1/0`);
    await page.waitForSelector("text=/1.0: star must be true or false, got .yes./");
    await goTo(page, "#/starred");
    await page.waitForSelector("text=/1.0: star must be true or false, got .yes./");
    writeFileSync(path, '{"1/0": {"st');
    const again = await pages.open("#/starred");
    await again.waitForSelector("text=/annotations.json must be readable/");
    expect(await again.getByText("Nothing has a star").count()).toBe(0);
    await assertUsable(again);
    writeFileSync(path, before);
    await pages.close(page, "annotations-unread");
    await pages.close(again, "starred-unread");
  });

  test("a feature that the run does not have is left out of what is starred, and told", async () => {
    const path = join(run.path, "annotations.json");
    const before = readFileSync(path);
    writeFileSync(path, JSON.stringify({ ...said(), "1/99999": { star: true }, "7/1": { label: "far" } }));
    const page = await pages.open("#/starred");
    await page.waitForSelector(".starred canvas");
    expect(await page.locator(".starred li").count()).toBe(1);
    await page.waitForSelector("text=Left out, since the run has no such features: 1/99999, 7/1.");
    for (const name of ["CSV", "JSON"])
      expect(await page.getByRole("link", { name }).getAttribute("href")).not.toMatch(/99999|far/);
    expect(await page.getByRole("link", { name: "SVG" }).getAttribute("href")).toMatch(/\?units=0$/);
    writeFileSync(path, before);
    await pages.close(page, "annotations-far");
  });

  test("a feature in a frame of another page of this machine: no bar, nothing to type, a link to all of it", async () => {
    const page = await pages.open(`#/run/${run.id}/feature/1/0?embed=1`);
    await page.waitForSelector("text=Gabor R²");
    expect(await page.locator("header.bar, .said button, .said textarea").count()).toBe(0);
    await page.getByRole("link", { name: "open" }).waitFor();
    const policy = (await fetch(pages.viewer.url)).headers.get("Content-Security-Policy");
    expect(policy).toMatch(/frame-ancestors 'self' http:\/\/localhost:\* http:\/\/127\.0\.0\.1:\*$/);
    await pages.close(page, "embedded");
  });

  test("a random feature is another one of those that are shown", async () => {
    const page = await pages.open(`#/run/${run.id}/feature/1/0`);
    await page.waitForSelector("text=Feature 0");
    await page.keyboard.press("r");
    await expect.poll(() => page.url()).toMatch(/feature\/1\/[12]$/);
    await pages.close(page, "random");
  });
});
