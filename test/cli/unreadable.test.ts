// What somebody else's folder says: root may read everything, so that nobody tries it then.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const folder = temporaryFolder();
const results = join(folder, "results");
mkdirSync(results);
chmodSync(folder, 0o755);
chmodSync(results, 0);
afterAll(() => chmodSync(results, 0o755));

/** Whether nobody may run what root has built, in a home of root's own. */
const asNobody = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const cannot =
  process.platform === "win32" || spawnSync(process.execPath, [main, "-v"], asNobody).status !== 0;

test.skipIf(cannot).each([["list"], ["show", "latest"], ["view"]])(
  "%s of results that may not be read does not say that there are none",
  (...words) => {
    const place = words[0] === "view" ? [results] : ["--results", results];
    const named = words[0] === "view" ? "results" : "--results";
    const { status, stderr } = spawnSync(process.execPath, [main, ...words, ...place], {
      ...asNobody,
      cwd: folder,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      2,
      `${words[0]}: ${named} must be a folder that may be read, got "results"; allow reading there\n`,
    ]);
  },
);
