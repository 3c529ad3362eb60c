// Which features of a sweep come again with other seeds.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { bySetting } from "../../../core/varied.js";
import { Choice, Section, Trouble } from "../controls.js";
import { route, setQuery } from "../route.js";
import { Matches } from "./matches.js";
import type { Member } from "./members.js";
import { useDetails } from "./use-details.js";

/** The settings of which two members or more have something to match, and the features of one of these members in the others. */
export function ComingAgain({
  members,
  names,
}: {
  members: readonly Member[];
  names: ReadonlyMap<string, string>;
}): VNode | null {
  const { of: asked, layer = "1" } = route.value.query;
  const trained = members.filter(({ run }) => (run?.checkpoints.length ?? 0) > 0);
  const repeated = bySetting(trained).filter(({ members: same }) => same.length > 1);
  const { members: same = [] } =
    repeated.find((setting) => setting.members.some(({ run }) => run?.id === asked)) ?? repeated[0] ?? {};
  const ids = same.map(({ run }) => run!.id);
  const first = ids.find((id) => id === asked) ?? ids[0];
  const { details, error } = useDetails(
    useMemo(
      () => (first === undefined ? [] : [first, ...ids.filter((id) => id !== first)]),
      [first, ids.join()],
    ),
  );
  if (first === undefined) return null;
  const nameOf = (id: string) => names.get(id) ?? id;
  const layers = details[0]?.layers ?? [];
  return (
    <Section
      title="Which features come again"
      aside={
        <div class="toolbar">
          <Choice
            label="features of"
            value={first}
            options={repeated.flatMap((setting) =>
              setting.members.map(({ run }) => [run!.id, nameOf(run!.id)] as const),
            )}
            onChange={(value) => setQuery({ of: value })}
          />
          {layers.length > 1 && (
            <Choice
              label="layer"
              value={layer}
              options={layers.map(({ layer: one }) => [String(one), String(one)] as const)}
              onChange={(value) => setQuery({ layer: value })}
            />
          )}
        </div>
      }
    >
      <Trouble error={error} />
      {layers.length > 0 && (
        <Matches key={`${first},${layer}`} runs={details} layer={Number(layer)} nameOf={nameOf} />
      )}
    </Section>
  );
}
