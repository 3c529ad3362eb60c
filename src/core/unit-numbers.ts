// The numbers of a unit that people sort by, filter by and lay out maps by: their names, what they are called, and what they
// are measured in.

/** What is known of a number of units. */
export interface UnitNumber {
  readonly name: string;
  /** For people */
  readonly title: string;
  /** What it is measured in; none where it is a share or has none */
  readonly unit?: string;
  /** Whether small ones come first; large ones do unless given */
  readonly rises?: boolean;
  /** Whether it is 1 of units that are so, and 0 of the others */
  readonly isFlag?: boolean;
}

/** In the order in which they are listed. */
export const unitNumbers: readonly UnitNumber[] = [
  { name: "density", title: "density" },
  { name: "mean", title: "mean activation" },
  { name: "std", title: "standard deviation of the activation" },
  { name: "max", title: "highest activation" },
  { name: "contribution", title: "contribution" },
  { name: "lossWithout", title: "FVU lost without it" },
  { name: "smallestBudget", title: "smallest budget at which it is active", unit: "latents", rises: true },
  { name: "frequency", title: "spatial frequency", unit: "cycles/px", rises: true },
  { name: "orientation", title: "orientation", unit: "°", rises: true },
  { name: "bandwidth", title: "bandwidth", unit: "octaves", rises: true },
  { name: "r2", title: "Gabor fit R²" },
  { name: "centreRow", title: "row of its centre", unit: "px", rises: true },
  { name: "centreColumn", title: "column of its centre", unit: "px", rises: true },
  { name: "sigmaAcross", title: "width across its stripes, σ", unit: "px", rises: true },
  { name: "sigmaAlong", title: "width along its stripes, σ", unit: "px", rises: true },
  { name: "weightNorm", title: "norm of its weights" },
  { name: "atomNorm", title: "norm of its atom" },
  { name: "cosine", title: "cosine of feature and atom" },
  { name: "largestCosine", title: "cosine to the nearest other atom" },
  { name: "smallestCosine", title: "cosine to the most opposite atom", rises: true },
  { name: "bias", title: "bias" },
  { name: "threshold", title: "threshold" },
  { name: "stability", title: "share of other seeds in which it comes again" },
  { name: "alikeX", title: "alike together, first axis" },
  { name: "alikeY", title: "alike together, second axis" },
  { name: "starred", title: "starred", isFlag: true },
  { name: "silent", title: "silent", isFlag: true },
  { name: "constant", title: "constant", isFlag: true },
  { name: "copy", title: "copy of another", isFlag: true },
  { name: "twin", title: "negative twin of another", isFlag: true },
];

/** A number by its name; undefined where it is none. */
export const unitNumber = (name: string): UnitNumber | undefined =>
  unitNumbers.find((number) => number.name === name);

/** What stands at an axis of it: what it is called, and its unit where it has one. */
export const axisTitle = ({ title, unit }: UnitNumber): string =>
  unit === undefined ? title : `${title}, ${unit}`;
