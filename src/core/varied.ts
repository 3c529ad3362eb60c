// What a sweep varies: its combinations of values, and the settings that its seeds repeat.

/** One key that is varied, and its values. */
export interface Varied {
  readonly key: string;
  readonly values: readonly unknown[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** What a config varies: one key, several, or none. */
export function variedIn(config: unknown): Varied[] {
  const vary = isObject(config) ? config.vary : undefined;
  const entries: readonly unknown[] = Array.isArray(vary) ? vary : [vary];
  return entries.flatMap((entry) =>
    isObject(entry) && typeof entry.key === "string" && Array.isArray(entry.values)
      ? [{ key: entry.key, values: entry.values as readonly unknown[] }]
      : [],
  );
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
