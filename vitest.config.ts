import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Milliseconds that only a hang takes: how fast the machine is decides no test. Campaigns by hand have no limit. */
const HANG = process.env.RHOHAT_CAMPAIGN === undefined ? 600_000 : 0;

const config: ViteUserConfig = defineConfig({
  resolve: { alias: { rhohat: fileURLToPath(new URL("./src/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    maxWorkers: "100%", // left to itself it leaves one processor idle
    testTimeout: HANG,
    hookTimeout: HANG,
    teardownTimeout: HANG,
    expect: { poll: { timeout: HANG / 2 } }, // so that it is said what was waited for
  },
});

export default config;
