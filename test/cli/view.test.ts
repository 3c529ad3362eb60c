import { expect, test } from "vitest";
import { viewCommand } from "../../src/cli/commands/view.js";
import { temporaryFolder } from "../support/temporary-folder.js";

test("--host given twice is refused: a list of two would listen to everybody", async () => {
  const view = async () =>
    viewCommand.handler({
      _: [],
      $0: "rhohat",
      results: temporaryFolder(),
      port: 0,
      host: ["127.0.0.1", "127.0.0.1"] as unknown as string,
      "allow-host": [],
      allowHost: [],
    });
  await expect(view()).rejects.toThrow(/--host must be given once/);
});
