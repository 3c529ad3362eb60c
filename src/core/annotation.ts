// What people say of runs and features: a star, a label, a note.

/** What is said of a feature, or of a run. */
export interface Annotation {
  readonly star: boolean;
  /** One line; "" for none */
  readonly label: string;
  /** Any number of lines; "" for none */
  readonly note: string;
}

/** What is said of a run: by "run" of itself, by "layer/unit" of a feature, layers counted from 1. What is not said is left out. */
export type Annotations = Readonly<Record<string, Partial<Annotation>>>;

/** What is said of a run, and what somebody wrote that says nothing. */
export interface SaidOfRun {
  readonly said: Annotations;
  /** Why an entry of the file cannot be read, by its name there; by the file's own where that cannot */
  readonly unread: Readonly<Record<string, string>>;
}

/** How a feature is named in them. */
export const featureKey = (layer: number, unit: number): string => `${layer}/${unit}`;

/** What is said of one of them, all of it. */
export const saidOf = (annotations: Annotations, of: string): Annotation => ({
  star: false,
  label: "",
  note: "",
  ...annotations[of],
});

/** Units of a layer that something is said of, rising. */
export const unitsSaidOf = (annotations: Annotations, layer: number): number[] =>
  Object.keys(annotations)
    .flatMap((of) => (of.startsWith(`${layer}/`) ? [Number(of.split("/")[1])] : []))
    .sort((a, b) => a - b);

/** Whether a run has what an annotation is of. @param layers - the run's, with how many units each has */
export function isThere(of: string, layers: readonly { readonly units: number }[]): boolean {
  const [layer, unit] = of.split("/").map(Number);
  return of === "run" || unit < (layers[layer - 1]?.units ?? 0);
}

/** With changes, of which each leaves what it does not name: the run first, then features by layer and number. */
export function changedAnnotations(before: Annotations, changes: Annotations): Annotations {
  const rank = (of: string) => (of === "run" ? [0, 0] : of.split("/").map(Number));
  const names = [...new Set([...Object.keys(before), ...Object.keys(changes)])].sort((a, b) => {
    const [p, q] = [rank(a), rank(b)];
    return p[0] - q[0] || p[1] - q[1];
  });
  return Object.fromEntries(
    names.flatMap((of) => {
      const { star, label, note } = { ...saidOf(before, of), ...changes[of] };
      const said = { ...(star && { star }), ...(label !== "" && { label }), ...(note !== "" && { note }) };
      return Object.keys(said).length === 0 ? [] : [[of, said]];
    }),
  );
}

const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A header and a row an annotation: of, star (1 or 0), label, note. Cells as RFC 4180 has them. */
export const annotationsCsv = (annotations: Annotations): string =>
  [
    ["of", "star", "label", "note"],
    ...Object.keys(annotations).map((of) => {
      const { star, label, note } = saidOf(annotations, of);
      return [of, star ? "1" : "0", label, note];
    }),
  ]
    .map((row) => row.map(cell).join(","))
    .join("\n");
