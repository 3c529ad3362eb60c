// A viewer's pages in a browser, which may not complain. A page that a test is done with is used again, for a new document:
// a new page is a process, which takes longer to start than what is looked at.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { expect, type TestContext } from "vitest";
import { startViewer, type Viewer } from "../../src/viewer/server/server.js";
import { startChromium } from "./chromium.js";

/** Milliseconds of one wait, less than a test has: that a page never shows something is said with what it is. */
const HANG = Number(process.env.HANG ?? 300_000);
/** Pictures of every page, where they are asked for, and of pages on which a test failed. */
export const screenshots: string = fileURLToPath(new URL("../browser/screenshots", import.meta.url));
const KEEP = process.env.RHOHAT_SCREENSHOTS !== undefined;

export interface Look {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
}

export class Pages {
  #complaints: string[] = [];
  #idle: Page | null = null;
  #documents = 0;

  private constructor(
    readonly viewer: Viewer,
    readonly context: BrowserContext,
  ) {}

  /** @param results - the folder of runs that is looked at */
  static async start(results: string): Promise<Pages> {
    mkdirSync(screenshots, { recursive: true });
    const browser = await startChromium();
    const context = await browser.newContext();
    context.setDefaultTimeout(HANG);
    return new Pages(await startViewer({ results }), context);
  }

  /**
   * A new document, as a new page shows it.
   *
   * @param place - the part of an address after the viewer's own, or a whole one
   */
  async open(place: string, { scheme = "light", width = 1200 }: Look = {}): Promise<Page> {
    const page = this.#idle ?? (await this.#create());
    this.#idle = null;
    await page.mouse.move(0, 0);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media: null, colorScheme: scheme });
    const address = new URL(place, this.viewer.url);
    address.search = String(++this.#documents); // where only what stands behind # differs, the document would stay
    await page.goto(address.href);
    return page;
  }

  async #create(): Promise<Page> {
    const page = await this.context.newPage();
    page.on("console", (message) => this.#complaints.push(message.text()));
    page.on("pageerror", (error) => this.#complaints.push(error.message));
    return page;
  }

  /** What the browser itself notes of what a test does is no complaint. */
  forgive(pattern: RegExp): void {
    this.#complaints = this.#complaints.filter((text) => !pattern.test(text));
  }

  /** Keeps a picture where one is asked for. */
  async keep(page: Page, name: string): Promise<void> {
    if (KEEP) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  }

  /** Keeps a picture where one is asked for, asserts that nothing was complained of, and lets the page go. */
  async close(page: Page, name: string): Promise<void> {
    await this.keep(page, name);
    await this.release(page);
    expect(this.#complaints).toEqual([]);
  }

  /** Ends the test's use of a page. */
  async release(page: Page): Promise<void> {
    if (this.#idle === null) this.#idle = page;
    else await page.close();
  }

  /** After each test: lets go what it has left open, with a picture where it failed, and asserts that nothing was complained of. */
  async settle({ task }: Pick<TestContext, "task">): Promise<void> {
    const said = this.#complaints;
    this.#complaints = [];
    for (const page of this.context.pages().filter((one) => one !== this.#idle)) {
      if (task.result?.state === "fail") {
        await page.screenshot({ path: join(screenshots, `failed-${task.id}.png`), fullPage: true });
        await page.close();
      } else await this.release(page);
    }
    expect(said).toEqual([]);
  }

  /** Of all that is open. */
  async end(): Promise<void> {
    await this.context.browser()?.close();
    await this.viewer.close();
  }
}

/** To another place in the same document. */
export const goTo = (page: Page, hash: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);

/** Presses of a key after which somebody gives up. */
const PATIENCE = 200;

/**
 * Goes on with a key until what is meant has the keyboard.
 *
 * @throws {Error} where nobody gets there so, or does not see that they are there
 */
export async function tabTo(page: Page, to: Locator, key = "Tab"): Promise<void> {
  for (let press = 0; press < PATIENCE; press++) {
    const found = await to.evaluateAll((all) => {
      const focused = all.find((element) => element === document.activeElement);
      return focused === undefined ? null : getComputedStyle(focused).outlineStyle;
    });
    if (found === "none") throw new Error(`${to} must show that it has the keyboard`);
    if (found !== null) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${to} must be reached within ${PATIENCE} presses of ${key}`);
}

/** Asserts that axe-core finds nothing amiss on a page. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    // What else it finds is not asked for.
    (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run(document, {
      resultTypes: ["violations"],
    }),
  );
  expect(violations.map(({ id, impact, nodes }) => `${id}, ${impact}: ${nodes[0].html}`)).toEqual([]);
}

/** Asserts that nothing is wider than the page, once what is drawn has its size. */
async function assertFits(page: Page): Promise<void> {
  const beyond = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(beyond, { timeout: HANG }).toBe(0);
}

/** Asserts that axe-core finds nothing in either colour scheme, and that twice the size and a phone have room. */
export async function assertUsable(page: Page): Promise<void> {
  await assertAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await assertAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });
  for (const width of [600, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await assertFits(page);
  }
}
