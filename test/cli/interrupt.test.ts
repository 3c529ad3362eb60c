// What signals do to a run, as far as that can be seen inside one process.

import { expect, test, vi } from "vitest";
import { interruptedCode, withInterrupt } from "../../src/cli/interrupt.js";

test("two signals that arrive while an iteration is computed: the first asks, the second ends", async () => {
  const say = vi.fn();
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  await withInterrupt(say, async ({ signal, onStage }) => {
    onStage?.("training");
    process.emit("SIGINT", "SIGINT");
    expect([signal?.aborted, kill.mock.calls]).toEqual([true, []]);
    process.emit("SIGINT", "SIGINT");
  });
  const calls = [...kill.mock.calls];
  kill.mockRestore();
  expect(calls).toEqual([[process.pid, "SIGINT"]]);
  expect(say).toHaveBeenCalledExactlyOnceWith("Stopping after this iteration; again stops at once.");
  expect([interruptedCode(), process.listenerCount("SIGINT")]).toEqual([130, 0]);
});
