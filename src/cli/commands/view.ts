// rhohat view: the runs of a results folder in the browser, as they go.

import { join } from "node:path";
import type { CommandModule } from "yargs";
import { startViewer } from "../../viewer/server/server.js";
import { taking } from "../declared.js";
import { numberOption, resultsOption } from "../options.js";
import { print } from "../output.js";
import { listed, wholeNumber } from "../typed-values.js";
import { isWeights, placeOf, placeOfWeights } from "../view-place.js";

interface ViewArguments {
  results: string;
  host: string;
  port: string | undefined;
  "allow-host": readonly string[];
}

const PORT = 4321;
/** Ports after it that may be taken in its place */
const OTHERS = 50;
const RESULTS = resultsOption.default;

export const viewCommand: CommandModule<object, ViewArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "results",
        taking("runs", {
          type: "string",
          default: RESULTS,
          describe:
            "folder of run directories, of an experiment, or a run; or a run's name, latest; or weights of another tool",
        }),
      )
      .option("port", {
        ...numberOption,
        defaultDescription: String(PORT),
        describe: "where it listens, or on the next that is free; 0: any free one",
      })
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
    const chosen = wholeNumber("view", "port", port, { most: 65_535 });
    const { place, remove } = isWeights(results)
      ? placeOfWeights(results)
      : { place: placeOf(results), remove: () => {} };
    const viewer = await startViewer({
      ...place,
      host,
      port: chosen ?? PORT,
      otherPorts: chosen === 0 ? 0 : OTHERS,
      allowHosts: listed(allowHosts),
    });
    const asked = new Promise<void>((end) => {
      // The second one ends the process, whatever it does.
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end());
    });
    const { port: used } = viewer;
    if (chosen !== 0 && used !== (chosen ?? PORT))
      print(`Port ${chosen ?? PORT} is taken, ${used} is used in its place.`);
    print(`Looking at ${join(place.results, place.only ?? "")}`);
    print(`  ${viewer.url}${place.start}`);
    if (viewer.elsewhere.length > 0) print("From other machines:");
    for (const url of viewer.elsewhere) print(`  ${url}${place.start}`);
    print("Ctrl-C ends it.");
    await asked;
    await viewer.close();
    remove();
  },
};
