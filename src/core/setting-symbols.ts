// How people write the settings of a config, the most telling first. What is not named here is called by its key's last part.

const symbols: Readonly<Record<string, string>> = {
  "model.kind": "model",
  "model.rho": "ρ",
  "model.sparsity.rho": "ρ",
  "model.hidden": "hidden",
  "model.latents": "latents",
  "model.k": "k",
  "model.l1": "l1",
  "model.weightDecay": "λ",
  "model.beta": "β",
  "model.sparsity.beta": "β",
  "model.activation": "activation",
  "model.output": "output",
  "data.preprocess": "preprocess",
  "data.preprocess.whiten-1-over-f.f0": "f0",
  "data.size": "patch",
  "data.count": "examples",
  "data.source.path": "data",
  "data.source.dir": "data",
  "data.path": "data",
  "data.dir": "data",
  "optimizer.kind": "optimizer",
  "optimizer.learningRate": "α",
  "optimizer.momentum": "momentum",
  "optimizer.iterations": "iterations",
  "model.initial.kind": "initial",
  "model.initial.epsilon": "ε",
  seed: "seed",
  dtype: "dtype",
};

/** What is called otherwise where another key has a certain value: the examples of pictures are patches. */
const elsewhere: Readonly<
  Record<string, { readonly key: string; readonly is: string; readonly symbol: string }>
> = {
  "data.count": { key: "data.kind", is: "patches", symbol: "patches" },
};

/** How the letters are typed where there are none. */
const spelt: Readonly<Record<string, string>> = {
  ρ: "rho",
  λ: "lambda",
  β: "beta",
  α: "alpha",
  ε: "epsilon",
};

/** The settings that have a symbol. */
export const settingKeys: readonly string[] = Object.keys(symbols);

/**
 * "model.rho" is ρ; "model.kind", which names the model, is model.
 *
 * @param settings - those that the key stands among, as far as they are known
 */
export function symbolOf(key: string, settings: Readonly<Record<string, unknown>> = {}): string {
  const other = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined;
  if (other !== undefined && settings[other.key] === other.is) return other.symbol;
  const parts = key.split(".");
  const own = parts.at(-1) === "kind" ? parts.at(-2) : parts.at(-1);
  return Object.hasOwn(symbols, key) ? symbols[key] : (own ?? key);
}

/** What `--data` names, which is several keys of a config. */
const ofData = ["data.source.kind"];

/** Every name that a person may call it by: in full, by the last part, by its symbol, and that in letters. */
export function namesOf(key: string): string[] {
  const symbol = symbolOf(key);
  const last = key.split(".").at(-1) as string;
  return [
    ...new Set([
      last,
      key,
      symbol,
      ...(Object.hasOwn(elsewhere, key) ? [elsewhere[key].symbol] : []),
      ...(Object.hasOwn(spelt, symbol) ? [spelt[symbol]] : []),
      ...(ofData.includes(key) ? ["data"] : []),
    ]),
  ];
}

/** Keys as they stand in a label: the most telling first, the others as they come. */
export function byImportance(keys: readonly string[]): string[] {
  const place = (key: string) => (settingKeys.includes(key) ? settingKeys.indexOf(key) : settingKeys.length);
  return [...keys].sort((a, b) => place(a) - place(b));
}

/** The key that a person may mean by a name: "model.rho" by rho or ρ; undefined where there is none. */
export const keyNamed = (name: string): string | undefined =>
  settingKeys.find((key) => namesOf(key).includes(name));
