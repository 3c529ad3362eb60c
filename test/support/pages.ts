// The viewer's pages of one test file. A page that a test is done with is used again, for a new document: a new page is
// a process, which takes longer to start than what is looked at.

import type { Browser, BrowserContext, Page } from "playwright-core";

export interface Look {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
}

/** Milliseconds of one wait, less than a test has: that a page never shows something is said with what it is. */
const HANG = 300_000;

export async function newContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext();
  context.setDefaultTimeout(HANG);
  return context;
}

export class Pages {
  readonly #context: BrowserContext;
  readonly #listen: (page: Page) => void;
  #idle: Page | null = null;
  #documents = 0;

  /** @param listen - hears what a page says, from its first document on */
  constructor(context: BrowserContext, listen: (page: Page) => void) {
    this.#context = context;
    this.#listen = listen;
  }

  /** A document at an address of the viewer, as a new page shows it. */
  async open(viewer: string, hash: string, { scheme = "light", width = 1200 }: Look = {}): Promise<Page> {
    const page = this.#idle ?? (await this.#create());
    this.#idle = null;
    await page.mouse.move(0, 0);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media: null, colorScheme: scheme });
    // Where only what stands behind # differs, the document would stay.
    await page.goto(`${viewer}?${++this.#documents}${hash}`);
    return page;
  }

  async #create(): Promise<Page> {
    const page = await this.#context.newPage();
    this.#listen(page);
    return page;
  }

  /** Ends the test's use of a page. */
  async release(page: Page): Promise<void> {
    if (this.#idle === null) this.#idle = page;
    else await page.close();
  }

  /** Those in use, and those that they have opened. */
  inUse(): readonly Page[] {
    return this.#context.pages().filter((page) => page !== this.#idle);
  }
}
