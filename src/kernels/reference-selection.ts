// The reference engine's selection of latents: the k highest of each example, and the K highest of a batch.

import { type DType, type FloatArray, type Matrix, zeros } from "../core/arrays.js";
import {
  type BatchSelectionPrimitives,
  type CodePrimitives,
  DIGIT_VALUES,
  digitsOf,
  type Ranking,
} from "./kernels.js";

/** What the activations of example b are ranked by, [M]: rounded as every engine rounds it, never NaN or −0. */
function keysOf(dtype: DType, { data, shape, stride, offset }: Matrix, b: number, ranking: Ranking) {
  const keys = zeros(dtype, shape[1]);
  for (let j = 0; j < keys.length; j++) {
    keys[j] = data[offset + b * stride[0] + j] * (ranking.scales?.[j] ?? 1);
    if (ranking.by === "magnitude") keys[j] = Math.abs(keys[j]);
    keys[j] = Number.isNaN(keys[j]) ? Number.POSITIVE_INFINITY : keys[j] + 0;
  }
  return keys;
}

/** The digits of each key, [M][digits]: its bits as a whole number that rises with it, 11 at a time. */
function digitsOfKeys(keys: FloatArray): number[][] {
  const wide = keys instanceof Float64Array;
  const width = wide ? 64 : 32;
  const bits: Iterable<number | bigint> = wide
    ? new BigUint64Array(keys.buffer)
    : new Uint32Array(keys.buffer);
  const sign = 1n << BigInt(width - 1);
  return Array.from(bits, (bit) => {
    const pattern = BigInt(bit);
    const whole = (pattern & sign) === 0n ? pattern | sign : BigInt.asUintN(width, ~pattern);
    return Array.from({ length: digitsOf[wide ? "float64" : "float32"] }, (_, digit) => {
      const high = width - 11 * digit;
      const low = Math.max(0, high - 11);
      return Number((whole >> BigInt(low)) & ((1n << BigInt(high - low)) - 1n));
    });
  });
}

/** < 0, 0 or > 0, as the first `count` digits rank lower than, as or higher than those of the selection. */
function compareDigits(digits: readonly number[], selection: FloatArray, count: number): number {
  for (let digit = 0; digit < count; digit++) {
    const difference = digits[digit] - selection[2 + digit];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The selection in one precision. */
export function createSelection(dtype: DType): Pick<CodePrimitives, "selectTopK"> & BatchSelectionPrimitives {
  return {
    selectTopK(activations, ranking, { starts, indices, values }, rectified) {
      for (let b = 0; b < activations.shape[0]; b++) {
        const keys = keysOf(dtype, activations, b, ranking);
        const order = Array.from(keys, (_, j) => j);
        order.sort((i, j) => (keys[i] === keys[j] ? i - j : keys[i] < keys[j] ? 1 : -1));
        for (let s = starts[b]; s < starts[b + 1]; s++) {
          const j = order[s - starts[b]];
          const value = activations.data[activations.offset + b * activations.stride[0] + j];
          indices[s] = j;
          values[s] = rectified ? Math.max(0, value) : value;
        }
      }
    },

    countDigits(activations, ranking, digit, selection, counts) {
      counts.fill(0);
      for (let b = 0; b < activations.shape[0]; b++) {
        for (const digits of digitsOfKeys(keysOf(dtype, activations, b, ranking))) {
          if (compareDigits(digits, selection, digit) === 0) counts[digits[digit]] += 1;
        }
      }
    },

    selectDigit(counts, digit, selection) {
      let left = digit === 0 ? selection[0] : selection[1];
      for (let value = DIGIT_VALUES - 1; ; value--) {
        let count = 0;
        for (let at = value; at < counts.length; at += DIGIT_VALUES) count += counts[at];
        if (left <= count || value === 0) {
          selection[1] = left;
          selection[2 + digit] = value;
          return;
        }
        left -= count;
      }
    },

    countKept(activations, ranking, selection, kept) {
      for (let b = 0; b < activations.shape[0]; b++) {
        let [higher, equal] = [0, 0];
        for (const digits of digitsOfKeys(keysOf(dtype, activations, b, ranking))) {
          const order = compareDigits(digits, selection, digitsOf[dtype]);
          if (order > 0) higher += 1;
          else if (order === 0) equal += 1;
        }
        kept[2 * b] = higher;
        kept[2 * b + 1] = equal;
      }
    },

    placeRows(kept, selection, starts) {
      let left = selection[1];
      starts[0] = 0;
      for (let b = 0; b + 1 < starts.length; b++) {
        const equal = Math.min(left, kept[2 * b + 1]);
        starts[b + 1] = starts[b] + kept[2 * b] + equal;
        left -= equal;
      }
    },
  };
}
