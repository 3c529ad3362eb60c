// The operations of a task and the codes of the functions, by number. Valid as TypeScript and as AssemblyScript:
// the engine writes these numbers, the kernels read them.

export const MATMUL = 0;
export const DENSE = 1;
export const MAP = 2;
export const ACTIVATION_BACKWARD = 3;
export const SQUARED_ERROR_BACKWARD = 4;
export const COLUMN_SUMS = 5;
export const DOT = 6;
export const AXPY = 7;
export const SCALE = 8;
export const MAX_ABS = 9;
export const ADAM = 10;
export const CLIPPED_ADAM = 11;
export const SUM_OF_SQUARES = 12;
export const ADD_TO_ROWS = 13;
export const ROW_NORMS = 14;
export const PROJECT_ROWS = 15;
export const NORMALIZE_ROWS = 16;
export const SMOOTH_MAGNITUDES = 17;
export const SELECT_TOP_K = 18;
export const GATHER_DECODE = 19;
export const GATHER_DOT = 20;
export const SORT_BY_LATENT = 21;
export const GATHER_BY_LATENT = 22;
export const COUNT_DIGITS = 23;
export const SELECT_DIGIT = 24;
export const COUNT_KEPT = 25;
export const PLACE_ROWS = 26;

export const SIGMOID = 0;
export const TANH = 1;
export const LINEAR = 2;
export const RELU = 3;
export const EXP = 4;
export const LOG = 5;

/** One operation: its number, its precision, its operands and, last, its result; each a float64. */
export const SLOTS = 26;
export const RESULT = 25;
