import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Milliseconds that only a hang takes: how fast the machine is decides no test. */
const HANG = 600_000;
/** Campaigns by hand have no limit, which is 0. */
const LIMIT = process.env.RHOHAT_CAMPAIGN === undefined ? HANG : 0;

/** Tests that call vi.mock or register a kind of model. */
const ALONE = [
  "test/campaigns/kills.test.ts",
  "test/data/without-sharp.test.ts",
  "test/models/own-kind.test.ts",
];

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: [
      { find: /^rhohat$/, replacement: fileURLToPath(new URL("./src/index.ts", import.meta.url)) },
      { find: "rhohat/core", replacement: fileURLToPath(new URL("./src/index-core.ts", import.meta.url)) },
    ],
  },
  test: {
    // Files share a process, so that each module is loaded once; but for those that change one.
    projects: [
      { extends: true, test: { name: "alone", include: ALONE, isolate: true } },
      {
        extends: true,
        test: { name: "together", include: ["test/**/*.test.ts"], exclude: ALONE, isolate: false },
      },
    ],
    maxWorkers: "100%", // left to itself it leaves one processor idle
    testTimeout: LIMIT,
    hookTimeout: LIMIT,
    teardownTimeout: HANG,
    expect: { poll: { timeout: HANG / 2 } }, // so that it is said what was waited for
  },
});

export default config;
