// What a terminal gets to see: colours where they are wanted, and a bar that leaves nothing behind.

import { afterEach, describe, expect, test, vi } from "vitest";
import { isColoured } from "../../src/cli/colours.js";
import { createProgress } from "../../src/cli/progress.js";

test.each([
  [true, {}, true],
  [false, {}, false],
  [false, { CI: "1" }, false],
  [true, { TERM: "dumb" }, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [false, { FORCE_COLOR: "1" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
])("a terminal: %j, environment %j → colours: %j", (isTerminal, env, is) => {
  expect(isColoured(env, isTerminal)).toBe(is);
});

describe("progress", () => {
  const line = (iteration: number) => ({
    iteration,
    evaluations: 1,
    cost: 0.5,
    rhoHat: 0.01,
    parts: {},
    seconds: 0,
  });
  const { isTTY, columns } = process.stderr;
  function on({ TERM, quiet = false }: { TERM: string; quiet?: boolean }) {
    Object.assign(process.stderr, { isTTY: true, columns: 60 });
    vi.stubEnv("TERM", TERM);
    let said = "";
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      said += text;
      return true;
    });
    return { progress: createProgress(quiet), said: () => said };
  }
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    Object.assign(process.stderr, { isTTY, columns });
  });

  test("is a bar that is as wide as the terminal, less one column", () => {
    const { progress, said } = on({ TERM: "xterm" });
    progress.update(line(5), 10);
    expect(said()).toBe("\r============------------ iteration 5/10  cost 0.50000  ρ̂ 0\x1b[K");
    progress.update(line(10), 10);
    const whole = said().split("\r").at(-1) ?? "";
    expect([whole.startsWith(`${"=".repeat(24)} iteration 10/10`), whole.endsWith("\x1b[K\n")]).toEqual([
      true,
      true,
    ]);
  });
  test("after Ctrl-C leaves its line empty, and draws no more", () => {
    const { progress, said } = on({ TERM: "xterm" });
    progress.update(line(5), 10);
    progress.interrupted("Stopping");
    const before = said();
    expect(before.endsWith("\r\x1b[KStopping\n")).toBe(true);
    progress.update(line(10), 10);
    progress.stop();
    expect(said()).toBe(before);
  });
  test("is lines on a dumb terminal", () => {
    const { progress, said } = on({ TERM: "dumb" });
    progress.update(line(10), 10);
    expect(said()).toBe("iteration 10/10  cost 0.50000  ρ̂ 0.0100  – left\n");
  });
  test("that is quiet still answers Ctrl-C", () => {
    const { progress, said } = on({ TERM: "xterm", quiet: true });
    progress.update(line(10), 10);
    progress.interrupted("Stopping");
    expect(said()).toBe("Stopping\n");
  });
});
