// What runs are called on the page: by their names, and by what differs between those that are shown together.

import { computed, type ReadonlySignal } from "@preact/signals";
import { foldersOf, readableAddress } from "../../core/run-address.js";
import { labelsInList, mainSettings, runLabels } from "../../core/run-labels.js";
import type { RunSummary } from "../../inspect/answers.js";
import { runs } from "./live.js";

const byId = (list: readonly RunSummary[], labels: readonly string[]): ReadonlyMap<string, string> =>
  new Map(list.map(({ id }, i) => [id, labels[i]]));

/** The runs that it is told apart from in the list: the members of its sweep, or all that are no members. */
const groupOf = ({ id }: RunSummary) => (foldersOf(id)?.length === 3 ? id.replace(/~[^~]*$/, "") : "");

/** What differs in the list of all runs, whatever they are called. */
export const differences: ReadonlySignal<ReadonlyMap<string, string>> = computed(() => {
  const list = runs.value ?? [];
  return byId(
    list,
    labelsInList(
      list.map((run) => ({ ...run, name: null })),
      groupOf,
    ),
  );
});

/** What somebody called a run stands before what tells it apart, never instead of it. */
export const withName = (name: string | null, label: string): string =>
  name === null ? label : `${name} · ${label}`;

/** Labels of runs that stand side by side. */
export function labelsOf(list: readonly RunSummary[]): (id: string) => string {
  const labels = byId(list, runLabels(list));
  return (id) => labels.get(id) ?? readableAddress(id);
}

/** What a run is called by itself. */
export const titleOf = ({ name, experiment }: RunSummary): string => name ?? experiment;

/** The same with its main settings: a window's title stands beside those of other runs. */
export const labelAlone = (run: RunSummary): string =>
  [titleOf(run), mainSettings(run)].filter(Boolean).join(" · ");
