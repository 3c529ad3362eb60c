// Pages of the viewer in a browser, which may not complain.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { startViewer, type Viewer } from "../../src/viewer/server/server.js";
import { startChromium } from "./chromium.js";

/** Milliseconds of one wait, less than a test has: that a page never shows something is said with what it is. */
const HANG = Number(process.env.HANG ?? 300_000);
/** Pictures of every page, where they are asked for. */
const screenshots = fileURLToPath(new URL("../browser/screenshots", import.meta.url));

export interface Look {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
}

export class ViewerPages {
  #complaints: string[] = [];

  private constructor(
    readonly browser: Browser,
    readonly viewer: Viewer,
  ) {}

  /** @param results - the folder of runs that is looked at */
  static async start(results: string): Promise<ViewerPages> {
    return new ViewerPages(await startChromium(), await startViewer({ results }));
  }

  /** @param place - the part of an address after the viewer's own, or a whole one */
  async open(place: string, { scheme = "light", width = 1200 }: Look = {}): Promise<Page> {
    const context = await this.browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
    context.setDefaultTimeout(HANG);
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.#complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.#complaints.push(error.message));
    await page.goto(/^\w+:/.test(place) ? place : this.viewer.url + place);
    return page;
  }

  /** Keeps a picture where one is asked for, asserts that nothing was complained of, and closes the page. */
  async close(page: Page, name: string): Promise<void> {
    if (process.env.RHOHAT_SCREENSHOTS !== undefined) {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
    }
    await page.context().close();
    expect(this.#complaints).toEqual([]);
  }

  /** Of all that is open. */
  async end(): Promise<void> {
    await this.browser.close();
    await this.viewer.close();
  }
}

/** Asserts that axe-core finds nothing amiss on a page. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run(document),
  );
  expect(violations.map(({ id, impact, nodes }) => `${id}, ${impact}: ${nodes[0].html}`)).toEqual([]);
}

/** Asserts that nothing is wider than the page, once what is drawn has its size. */
export async function assertFits(page: Page): Promise<void> {
  const beyond = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(beyond, { timeout: HANG }).toBe(0);
}
