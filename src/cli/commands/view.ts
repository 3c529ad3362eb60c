// rhohat view: the runs of a results folder in the browser, as they go.

import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { inputError } from "../../core/errors.js";
import { runId } from "../../inspect/run-id.js";
import { isRunDirectory } from "../../train/run-directory.js";
import { startViewer } from "../../viewer/server/server.js";
import { print } from "../output.js";

interface ViewArguments {
  results: string;
  host: string;
  port: number;
  "allow-host": readonly string[];
}

const PORT = 4321;

/** The results folder, and what of it the page opens: a run's own folder opens that run. */
function placeOf(path: string): { results: string; start: string } {
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw inputError("view", "results", "be a folder of runs", path, "rhohat run makes one");
  if (!isRunDirectory(path)) return { results: path, start: "" };
  const results = dirname(dirname(path));
  return { results, start: `#/run/${runId(results, path)}` };
}

export const viewCommand: CommandModule<object, ViewArguments> = {
  builder: (yargs) =>
    yargs
      .positional("results", {
        type: "string",
        default: "results",
        describe: "folder of run directories, or one run",
      })
      .option("port", { type: "number", requiresArg: true, default: PORT, describe: "0: any free one" })
      .option("host", {
        type: "string",
        requiresArg: true,
        default: "127.0.0.1",
        describe: "the address to listen on; beyond this machine a token is asked for",
      })
      .option("allow-host", {
        type: "string",
        requiresArg: true,
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: "none",
        describe: "a name it may be asked for by, behind a proxy; with a token; may be repeated",
      })
      .example("$0 view", "the runs in results/")
      .example("$0 view --host 0.0.0.0", "for others in the network, or from a container, with a token")
      .example("$0 view --allow-host lab.example", "behind a proxy of that name, with a token"),
  handler: async ({ results, host, port, "allow-host": allowHosts }) => {
    if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
      throw inputError("rhohat", "--port", "be a whole number from 0 to 65535", port);
    const place = placeOf(resolve(results));
    const viewer = await startViewer({ results: place.results, host, port, allowHosts });
    const asked = new Promise<void>((end) => {
      // The second one ends the process, whatever it does.
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end());
    });
    print(`Looking at ${place.results}`);
    print(`  ${viewer.url}${place.start}`);
    if (viewer.elsewhere.length > 0) print("From other machines:");
    for (const url of viewer.elsewhere) print(`  ${url}${place.start}`);
    print("Ctrl-C ends it.");
    await asked;
    await viewer.close();
  },
};
