// A sweep: its members as tables and pictures, their curves together, the features that come again.

import type { VNode } from "preact";
import { combinationLabels } from "../../../core/combination-labels.js";
import { bySetting, variedIn } from "../../../core/varied.js";
import type { RunDetail, RunSummary } from "../../../inspect/answers.js";
import { Section } from "../controls.js";
import { withName } from "../labels.js";
import { address } from "../route.js";
import { ComingAgain } from "./coming-again.js";
import { Curves } from "./curves.js";
import { Multiples, Together, TradeOff } from "./member-plots.js";
import { Members, OverSeeds } from "./member-tables.js";
import { membersOf } from "./members.js";

export function Sweep({ detail, summary }: { detail: RunDetail; summary: RunSummary }): VNode {
  const members = membersOf(detail, summary.members);
  const keys = variedIn(detail.config).map(({ key }) => key);
  const begun = members.filter(({ run }) => run !== null);
  const labels = combinationLabels(begun.map(({ set }) => set));
  const names = new Map(begun.map(({ run }, i) => [run!.id, withName(run!.name, labels[i])]));
  const ids = [...names.keys()];
  const repeats = bySetting(members).some(({ members: same }) => same.length > 1);
  return (
    <>
      <Section
        title="Members"
        aside={
          ids.length > 1 && (
            <a class="button" href={address(["compare"], { runs: ids.join(",") })}>
              Compare them
            </a>
          )
        }
      >
        <Members members={members} keys={keys} />
      </Section>
      {repeats && <OverSeeds members={members} keys={keys} />}
      <TradeOff members={members} names={names} />
      {repeats && <ComingAgain members={members} names={names} />}
      <Multiples members={members} names={names} />
      <Together members={members} names={names} keys={keys} />
      {ids.length > 0 && (
        <Section title="Training">
          <Curves ids={ids} nameOf={(id) => names.get(id) ?? id} />
        </Section>
      )}
    </>
  );
}
