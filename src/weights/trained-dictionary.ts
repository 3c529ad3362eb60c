// A trained dictionary out of the file of some tool: what is common to all of them.

import { sizeOf } from "../core/arrays.js";
import { describeValue, InputError } from "../core/errors.js";
import { firstNotFinite } from "../data/finite.js";
import { floatsOf, type StoredTensor, tensorWidths, transposed } from "../data/io/stored-tensor.js";

/** The tools whose files are read. */
type Tool = "saelens" | "sparsify" | "dictionary_learning" | "openai" | "saev" | "rhohat";

/** Keys of the config of a kind of model: `kind`, and those that the file tells. */
export interface ModelKeys {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** Weights by rhohat's names and in its orientation, with the bytes that the file has of them. */
export type Parts = Readonly<Record<string, StoredTensor>>;

/** A dictionary as a file has it. */
export interface TrainedDictionary {
  readonly tool: Tool;
  /** Of the tool, as the file says; null where it does not */
  readonly version: string | null;
  /** As the tool calls it */
  readonly architecture: string;
  /** Whether it is what the tool trains on, or what it uses after: they are different files in SAELens */
  readonly form: "training" | "inference";
  /** d */
  readonly inputs: number;
  /** M */
  readonly latents: number;
  readonly model: ModelKeys;
  /** Whether π = (x − b_dec) W_enc + b_enc, as rhohat has it, or x W_enc + b_enc */
  readonly centred: boolean;
  /** encoder.weight [M, d], encoder.bias [M], W_dec [M, d], b_dec [d], and those of the kind's own */
  readonly parts: Parts;
  /** What was done to read it that is not plain: which orientation was taken, and why */
  readonly notes: readonly string[];
  /** What the tool does with it that rhohat's model does not, each a clause */
  readonly unsaid: readonly string[];
  /** The tool's own config as it stands in the file; null where there is none */
  readonly settings: string | null;
}

/** What each file of a folder holds, by its name. */
export type FolderFiles = Readonly<Record<string, Uint8Array | string>>;

/** The error of a path, and what it must be. */
export const refuse = (path: string, rule: string): InputError =>
  new InputError(`weights: ${path} must ${rule}`);

/** The tensors of a file, by the tool's names, and what reads them by rhohat's. */
export class ToolTensors {
  readonly #left: Set<string>;
  readonly notes: string[] = [];

  constructor(
    readonly path: string,
    readonly tensors: Readonly<Record<string, StoredTensor>>,
  ) {
    this.#left = new Set(Object.keys(tensors));
  }

  has(name: string): boolean {
    return Object.hasOwn(this.tensors, name);
  }

  /**
   * @param shape - what it has to have
   * @throws {InputError} if there is none of that name, it has another shape, or a value that is not finite
   */
  take(name: string, shape: readonly number[]): StoredTensor {
    this.#left.delete(name);
    if (!this.has(name))
      throw refuse(
        this.path,
        `hold a tensor ${name}, it holds ${Object.keys(this.tensors).join(", ") || "none"}`,
      );
    const found = this.tensors[name];
    if (found.shape.length !== shape.length || !found.shape.every((side, axis) => side === shape[axis]))
      throw refuse(
        this.path,
        `hold a ${name} of shape ${described(shape)}, got ${described(found.shape)}${transposedHint(found.shape, shape)}`,
      );
    const values = floatsOf(found);
    const odd = firstNotFinite(values);
    if (odd >= 0)
      throw refuse(
        this.path,
        `hold finite weights, ${name} is ${values[odd]} at ${described(placeOf(odd, shape))}`,
      );
    return found;
  }

  /** A matrix that stands the other way round than rhohat has it: [columns, rows]. */
  takeTransposed(name: string, [rows, columns]: readonly [number, number]): StoredTensor {
    return transposed(this.take(name, [columns, rows]));
  }

  /** A tensor of the file that nothing is made of. */
  leave(name: string): void {
    this.#left.delete(name);
  }

  /** The lengths of a matrix, to learn d and M from. @throws {InputError} if there is none of that name */
  matrixShape(name: string): readonly [number, number] {
    const shape = this.tensors[name]?.shape;
    if (shape?.length !== 2 || sizeOf(shape) === 0)
      throw refuse(
        this.path,
        `hold a matrix ${name}, it holds ${shape === undefined ? Object.keys(this.tensors).join(", ") || "none" : `one of shape ${described(shape)}`}`,
      );
    return [shape[0], shape[1]];
  }

  /** @throws {InputError} if the file holds what nothing was made of */
  assertAllTaken(architecture: string): void {
    const [other] = this.#left;
    if (other !== undefined)
      throw refuse(
        this.path,
        `hold the tensors of a ${architecture} alone, it holds ${describeValue(other)} too`,
      );
  }

  /** Says which way a square matrix was taken: its shape does not. */
  noteSquare(inputs: number, latents: number, why: string): void {
    if (inputs === latents)
      this.notes.push(`the weights are square, ${inputs}×${latents}: their orientation is taken from ${why}`);
  }
}

const described = (shape: readonly number[]) => `[${shape.join(", ")}]`;

const transposedHint = (found: readonly number[], wanted: readonly number[]) =>
  found.length === 2 && found[0] === wanted[1] && found[1] === wanted[0]
    ? ": it stands the other way round"
    : "";

function placeOf(at: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = at;
  for (const side of [...shape].reverse()) {
    place.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return place;
}

/** The type that θ has: float64 where a weight is, float32 else. */
export const thetaType = (parts: Parts): "float32" | "float64" =>
  ["encoder.weight", "W_dec"].some(
    (name) => parts[name] !== undefined && tensorWidths[parts[name].dtype] === 8,
  )
    ? "float64"
    : "float32";
