// What a sweep varies: its combinations of values, and the settings that its seeds repeat.

/** One key that is varied, and its values. */
export interface Varied {
  readonly key: string;
  readonly values: readonly unknown[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** What stands for a config's stages where members are told apart. */
export const STAGE_KEY = "stage";

/** The names of a config's stages, as if they were the values of a key. */
function stagesIn(config: unknown): Varied[] {
  const stages = isObject(config) ? config.stages : undefined;
  if (!Array.isArray(stages)) return [];
  return [{ key: STAGE_KEY, values: stages.map((stage) => (isObject(stage) ? stage.name : undefined)) }];
}

/** What a config varies: one key, several, or none; its stages, where it has such. */
export function variedIn(config: unknown): Varied[] {
  const vary = isObject(config) ? config.vary : undefined;
  const entries: readonly unknown[] = Array.isArray(vary) ? vary : [vary];
  const varied = entries.flatMap((entry) =>
    isObject(entry) && typeof entry.key === "string" && Array.isArray(entry.values)
      ? [{ key: entry.key, values: entry.values as readonly unknown[] }]
      : [],
  );
  return [...varied, ...stagesIn(config)];
}

/** One combination of values, by key: { "model.rho": 0.05, seed: 1 }. */
export type Combination = Readonly<Record<string, unknown>>;

/** Every combination of the values, the last key the fastest. */
export function combinations(varied: readonly Varied[]): Combination[] {
  return varied.reduce<Combination[]>(
    (all, { key, values }) => all.flatMap((before) => values.map((value) => ({ ...before, [key]: value }))),
    [{}],
  );
}

/** The values of a combination one by one: { model: { kind: "topk", k: 4 } } is { "model.kind": "topk", "model.k": 4 }. */
export function inParts(set: Combination, above = ""): Combination {
  return Object.fromEntries(
    Object.entries(set).flatMap(([name, value]) =>
      isObject(value) && !Array.isArray(value)
        ? Object.entries(inParts(value, `${above}${name}.`))
        : [[above + name, value]],
    ),
  );
}

/**
 * Combinations of whole parts of a config, such as models, by those of their values that all have and that are not the
 * same in all; as they are where that would not tell them apart, or none is a part.
 */
export function inOwnParts(sets: readonly Combination[]): readonly Combination[] {
  const parts = sets.map((set) => inParts(set));
  const different = (key: string) => new Set(parts.map((own) => JSON.stringify(own[key]))).size;
  const keys = Object.keys(parts[0] ?? {}).filter(
    (key) => parts.every((own) => Object.hasOwn(own, key)) && different(key) > 1,
  );
  const own = parts.map((values) => Object.fromEntries(keys.map((key) => [key, values[key]])));
  const count = (of: readonly Combination[]) => new Set(of.map((set) => JSON.stringify(set))).size;
  const hasParts = sets.some((set, i) => Object.keys(set).join() !== Object.keys(parts[i]).join());
  return hasParts && count(own) === count(sets) ? own : sets;
}

/** How many members a sweep has when it is done; of nothing varied, 1. */
export const memberCount = (varied: readonly Varied[]): number =>
  varied.reduce((count, { values }) => count * values.length, 1);

/** One setting, and the members that repeat it with other seeds. */
export interface Setting<Member> {
  /** What was set, but for the seed */
  readonly set: Combination;
  readonly members: readonly Member[];
}

/** Members that differ in nothing but their seeds, together; in the order of their first ones. */
export function bySetting<Member extends { readonly set: Combination }>(
  members: readonly Member[],
): Setting<Member>[] {
  const settings = new Map<string, { set: Combination; members: Member[] }>();
  for (const member of members) {
    const { seed: _seed, ...set } = member.set;
    const key = JSON.stringify(set);
    const known = settings.get(key);
    if (known === undefined) settings.set(key, { set, members: [member] });
    else known.members.push(member);
  }
  return [...settings.values()];
}
