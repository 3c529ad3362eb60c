// The arrays that a file holds, whatever its format is.

/** What is known of an array before its values are read. */
export interface ArrayFacts {
  /** As the file has it; "" of the only one of a format that names none */
  readonly name: string;
  /** Of the values in the file, in words */
  readonly type: string;
  readonly shape: readonly number[];
}

/** An array in memory. */
export interface ReadArray extends ArrayFacts {
  /** Row-major */
  readonly data: Float64Array;
}

/** A file that has been opened. */
export interface StoredArrays {
  /** What the format is called: "MATLAB file" */
  readonly format: string;
  /** Whether examples and pictures are told by the last axis, as MATLAB's users do */
  readonly lastAxisCounts: boolean;
  /** The arrays of numbers in it, in its order */
  readonly arrays: readonly ArrayFacts[];
  /** The values of one of them. */
  read(name: string): Float64Array | Promise<Float64Array>;
}
