// Which features of a sweep come again with other seeds.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { bySetting } from "../../../core/varied.js";
import type { MatchAnswer, RunDetail } from "../../../inspect/answers.js";
import { Choice, Section, Trouble } from "../controls.js";
import { short } from "../format.js";
import { route, setQuery } from "../route.js";
import { useAllAnswers } from "../source.js";
import { Matches } from "./matches.js";
import type { Member } from "./members.js";
import { useDetails } from "./use-details.js";
import { seedsPath } from "./use-layer.js";
import "./runs-table.css";

/** How many features of each seed come again in all of the others, in half of them or more, and in none. */
function OfAllSeeds({
  details,
  layer,
  nameOf,
}: {
  readonly details: readonly RunDetail[];
  readonly layer: number;
  readonly nameOf: (id: string) => string;
}): VNode | null {
  const paths = details.map((detail) => seedsPath(detail, layer));
  const { answer } = useAllAnswers<MatchAnswer>(paths.includes(null) ? [] : (paths as string[]));
  if (answer === null || answer.length !== details.length) return null;
  const rows = answer.map(({ of, others, means, chance, features }) => {
    const count = (is: (again: number) => boolean) => features.filter(({ again }) => is(again)).length;
    return {
      of,
      features: features.length,
      mean: means.reduce((sum, value) => sum + value, 0) / means.length,
      chance,
      all: count((again) => again === others.length),
      half: count((again) => 2 * again >= others.length),
      none: count((again) => again === 0),
    };
  });
  const total = (of: "features" | "all" | "half" | "none") => rows.reduce((sum, row) => sum + row[of], 0);
  return (
    <details class="of-all-seeds">
      <summary>
        Of all {total("features")} features of these {rows.length} seeds {total("all")} come again in all
        others, {total("half")} in half of them or more, {total("none")} in none
      </summary>
      <div class="scroll">
        <table class="runs plain-heads">
          <thead>
            <tr>
              <th scope="col">features of</th>
              {["mean |cosine|", "by chance", "in all others", "in half or more", "in none"].map((title) => (
                <th scope="col" class="number" key={title}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ of, features, mean, chance, all, half, none }) => (
              <tr key={of}>
                <td>{nameOf(of)}</td>
                <td class="number">{short(mean, 3)}</td>
                <td class="number">
                  {chance === null ? "–" : `${short(chance.least, 2)} to ${short(chance.most, 2)}`}
                </td>
                {[all, half, none].map((count) => (
                  <td class="number">
                    {count} of {features}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

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
        <>
          <Matches key={`${first},${layer}`} runs={details} layer={Number(layer)} nameOf={nameOf} />
          {details.length > 2 && <OfAllSeeds details={details} layer={Number(layer)} nameOf={nameOf} />}
        </>
      )}
    </Section>
  );
}
