// A static site, opened from the disk: no server, no network.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { runSweep } from "../../src/experiments/sweep.js";
import { runId } from "../../src/inspect/run-id.js";
import { siteFiles } from "../../src/inspect/site.js";
import { annotate } from "../../src/train/annotations.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { chromiumMissing } from "../support/chromium.js";
import { rhohatHere, root } from "../support/command-line.js";
import { assertAccessible, goTo, Pages } from "../support/pages.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";

const folder = temporaryFolder();
const out = join(folder, "site");
const index = pathToFileURL(join(out, "index.html")).href;
let run: TinyRun;
let sweep: string;
let pages: Pages;

const site = (...words: string[]) => rhohatHere(["site", run.results, ...words]);

beforeAll(async () => {
  run = await makeTinyRun(folder);
  annotate(new RunDirectory(run.path), { "1/2": { star: true, label: "a corner" } });
  const rows = join(folder, "rows.npy");
  const values = Float64Array.from({ length: 40 * 16 }, (_, i) => 0.1 + ((i * 7) % 11) / 14);
  writeFileSync(rows, encodeNpy(values, [40, 16]));
  const config = parseConfig({
    name: "seeds",
    question: "Which come again?",
    data: { kind: "array", path: rows, imageShape: [4, 4] },
    model: { kind: "classic", hidden: [4] },
    optimizer: { kind: "lbfgs", iterations: 3 },
    vary: { key: "seed", values: [0, 1, 2] },
  });
  const { directory } = await runSweep(config, { results: run.results, engine: "reference", figures: false });
  sweep = runId(run.results, directory.path);
});
afterAll(() => pages?.end());

test("of so many runs each is matched with each other; of the others only with its own seeds", () => {
  const directory = new RunDirectory(join(run.results, ...sweep.split("~")));
  const options = { title: "seeds", noteOf: () => null };
  const matched = (compared: number) =>
    Object.values(siteFiles(run.results, [directory], { ...options, compared }))
      .flatMap((text) => [...text.matchAll(/"\/api\/match\?runs=([^"&]+)/g)])
      .map(([, ids]) =>
        ids
          .split(",")
          .map((id) => id.slice(-2))
          .join(),
      );
  const seeds = ["01,02,03", "02,01,03", "03,01,02"];
  // The first of them is the sweep itself, which has no features.
  expect(matched(3).sort()).toEqual(["01,02", "02,01", ...seeds].sort());
  expect(matched(40)).toHaveLength(6 + seeds.length);
});

test("a folder of files, which is replaced; one that holds anything else is not touched", async () => {
  expect((await site("--out", out, "--quiet")).out).toMatch(/^2 runs, 0\.\d MB: open .*site\/index\.html/);
  const names = readdirSync(out);
  expect(names).toEqual(
    expect.arrayContaining(["index.html", "run-1.js", "features-1.js", "rhohat-site.json"]),
  );
  // No folder of whoever made it.
  for (const name of names.filter((one) => one.startsWith("run-")))
    expect(readFileSync(join(out, name), "utf8")).toContain('"repeat":"npx rhohat run config.json"');
  const again = await site("--out", out, "--runs", "tiny", "--quiet");
  expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^1 run,/)]);
  expect(readdirSync(out)).not.toContain("run-2.js");
  const own = join(folder, "own");
  mkdirSync(own);
  writeFileSync(join(own, "thesis.txt"), "mine");
  const { code, err } = await site("--out", own);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/--out must be a new folder, an empty one or a site, .* holds other files/),
  ]);
  expect(readdirSync(own)).toEqual(["thesis.txt"]);
  expect((await site("--out", out, "--runs", "nothing")).code).toBe(2);
  expect((await rhohatHere(["site", own, "--out", join(folder, "none")])).err).toMatch(
    /must hold runs, there are none/,
  );
});

test("stars and notes that nobody can read are left out, and that is told", async () => {
  const path = join(run.path, "annotations.json");
  const before = readFileSync(path);
  writeFileSync(path, '{"1/2": {"star": tr');
  const { code, err } = await site("--out", join(folder, "unread"), "--runs", "tiny", "--quiet");
  writeFileSync(path, before);
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(
      /^note: left out of the site: .*annotations\.json must be readable, .*; mend or remove it\n$/,
    ),
  ]);
  const page = readFileSync(join(folder, "unread", "index.html"), "utf8");
  expect(page).toContain("annotations.json must be readable"); // its list of stars says so, but not where it lay
  expect(page).not.toContain(run.path);
});

test("in a site's folder only the site's own files are replaced", async () => {
  const published = join(folder, "published");
  const write = (name: string, text: string) => writeFileSync(join(published, name), text);
  const foreign = [".git", "CNAME", "thesis.txt"];
  expect((await site("--out", published, "--quiet")).code).toBe(0);
  const names = readdirSync(published);
  expect(JSON.parse(readFileSync(join(published, "rhohat-site.json"), "utf8")).files.sort()).toEqual(names);
  mkdirSync(join(published, ".git"));
  write(".git/HEAD", "ref: refs/heads/main");
  for (const name of ["CNAME", "thesis.txt"]) write(name, "mine");
  expect((await site("--out", published, "--runs", "tiny", "--quiet")).code).toBe(0);
  const fewer = ["features-1.js", "index.html", "rhohat-site.json", "run-1.js"];
  expect(readdirSync(published).sort()).toEqual([...foreign, ...fewer].sort());
  expect(readFileSync(join(published, ".git/HEAD"), "utf8")).toBe("ref: refs/heads/main");
  write("run-2.js", "mine");
  expect(await site("--out", published, "--quiet")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/run-2\.js must be free for a file of the site, .*; move it away/),
  });
  const all = readdirSync(published);
  for (const mark of ["{}", '{"files": []}', '{"files": ["../own"]}', '{"files": [".git"]}', "{", "null"]) {
    write("rhohat-site.json", mark);
    const { code, err } = await site("--out", published, "--quiet");
    expect([mark, code, err]).toEqual([mark, 2, expect.stringMatching(/published holds other files/)]);
  }
  expect(readdirSync(published)).toEqual(all);
  expect(readFileSync(join(published, "run-2.js"), "utf8")).toBe("mine");
});

describe.skipIf(chromiumMissing)("in a browser, from the disk", () => {
  beforeAll(async () => {
    expect((await site("--out", out, "--quiet")).code).toBe(0);
    pages = await Pages.start(run.results);
  });
  afterEach((context) => pages.settle(context));

  test("lists, runs, features, maps, sweeps, comparisons and stars are there", async () => {
    const page = await pages.open(index);
    await page.waitForSelector("tbody tr:nth-child(5)"); // a run, a sweep and its three members
    const show = async (hash: string, ...parts: string[]) => {
      await goTo(page, hash);
      for (const part of parts) await page.waitForSelector(part);
    };
    await show(`#/run/${run.id}`, ".chart canvas", ".grid-canvas[data-units='3']", "text=Reconstructions");
    expect(await page.getByText("Look at an image").count()).toBe(0);
    await assertAccessible(page);
    await show(`#/run/${run.id}?view=map&x=alikeX&y=alikeY`, "[aria-label*='alike together, first axis to']");
    await show(`#/run/${run.id}/feature/1/2`, "text=★", "text=a corner", "text=Examples by activation");
    expect(await page.locator("textarea, .said button").count()).toBe(0);
    await show(
      `#/run/${sweep}`,
      ".multiple:nth-child(3) canvas",
      ".pairs figure:nth-child(4)",
      ".parallel a",
    );
    await show(`#/run/${sweep}~02/feature/1/1`, "text=/Comes again in \\d of 2 other seeds/");
    await show(`#/compare?runs=${sweep}~03,${sweep}~01`, ".pairs figure:nth-child(4)", ".chart canvas");
    await show(`#/compare?runs=${sweep}~03,${sweep}~01,${sweep}~02`, "text=come again in both others");
    await show(`#/compare?runs=${run.id},${sweep}~01,${sweep}~02`, "text=This site has matches of two runs");
    await page.locator("p a[href*='compare']").nth(1).click();
    await page.waitForSelector("text=come again in the other");
    await show(`#/run/${run.id}`, "a[download='config.json']");
    await show("#/starred", ".starred canvas", "text=a corner");
    await pages.close(page, "site");
  });

  test("the project's own gallery is one: of ten seeds it says which features come again", async () => {
    const page = await pages.open(pathToFileURL(join(root, "results/gallery/site/index.html")).href);
    await page.waitForSelector('h1:has-text("rhohat\'s gallery")');
    await page.waitForSelector("text=13 of 13 runs");
    await page.waitForSelector("text=Which features of these ten seeds are real?");
    await page.waitForSelector(".multiple:nth-child(3) canvas");
    await assertAccessible(page);
    await goTo(page, "#/run/ten-seeds~reference");
    await page.waitForSelector(".pairs figure:nth-child(25)");
    await page.waitForSelector("text=/come again in all 9 others/ >> nth=0");
    await goTo(page, "#/run/topk-patches~reference?view=map&x=alikeX&y=alikeY");
    await page.waitForSelector("[aria-label*='alike together, first axis to']");
    await goTo(page, "#/run/natural-patches~reference/feature/1/10");
    await page.waitForSelector("text=Examples by activation");
    await pages.close(page, "site-gallery");
  });

  test("what it does not hold is said, and a file that is missing", async () => {
    const page = await pages.open(`${index}#/compare?runs=${run.id},${sweep}~01`);
    await page.waitForSelector("text=come again in the other"); // of one size: 16 values each
    await goTo(page, "#/run/none~none");
    await page.waitForSelector("text=This site does not hold it: rhohat view shows all that there is.");
    await assertAccessible(page);
    await goTo(page, `#/run/${run.id}/image/0`);
    await page.waitForSelector("h1 >> text=Image");
    await assertAccessible(page);
    await pages.close(page, "site-missing");
  });
});
