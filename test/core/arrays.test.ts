import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contiguous, matrix, rows, transpose, view } from "../../src/core/arrays.js";
import { byteParts, bytesFor } from "../../src/core/byte-parts.js";
import { didYouMean } from "../../src/core/nearest.js";

const numbers = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

describe("views", () => {
  test("contiguous shares memory where it can", () => {
    const data = numbers(6);
    expect(contiguous(matrix(data, 2, 3)).buffer).toBe(data.buffer);
  });
  test("contiguous puts a transpose in row-major order", () => {
    expect(Array.from(contiguous(transpose(matrix(numbers(6), 2, 3))))).toEqual([0, 3, 1, 4, 2, 5]);
  });
  test("rows of an ndarray view are those of the array", () => {
    expect(Array.from(contiguous(rows(view(numbers(12), [4, 3]), 1, 3)))).toEqual([3, 4, 5, 6, 7, 8]);
  });
  test("contiguous agrees with ndarray's own indexing for any view", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (m, n, flipped) => {
          const array = view(numbers(m * n), [m, n]);
          const seen = flipped ? array.transpose(1, 0) : array.step(1, 1);
          const flat = contiguous(seen);
          for (let i = 0; i < seen.shape[0]; i++)
            for (let j = 0; j < seen.shape[1]; j++) expect(flat[i * seen.shape[1] + j]).toBe(seen.get(i, j));
        },
      ),
    );
  });
});

describe("byteParts", () => {
  test("are the bytes of a view, one after the other, whatever a part has", () => {
    const array = numbers(9).subarray(2, 8);
    const bytes = [...new Uint8Array(array.slice().buffer)];
    for (const part of [1, 7, 47, 48, 100])
      expect([...byteParts(array, part)].flatMap((bytes) => [...bytes])).toEqual(bytes);
    expect([...byteParts(array, 20)].map(({ length }) => length)).toEqual([20, 20, 8]);
    expect([...byteParts(new Uint8Array(0))]).toEqual([]);
  });
  test("bytes that one array cannot hold are one clear error", () =>
    expect(() => bytesFor("encodeNpy", 2 ** 32)).toThrow("encodeNpy: arrays must take less than 4 GiB"));
});

describe("didYouMean", () => {
  const known = ["name", "latents", "wavelength", "rhoHat", "rho", "l1", "beta2", "seed"];
  test.each([
    ["optimiser", ["model", "optimizer"], "did you mean optimizer?"],
    ["nmae", known, "did you mean name?"], // neighbours exchanged: one edit
    ["latants", known, "did you mean latents?"],
    ["l2", known, "did you mean l1?"], // of two letters one may differ
    ["Rho", known, "did you mean rho?"],
    ["rhoh", known, "did you mean rho?"],
    ["wav", known, "did you mean wavelength?"], // three letters tell how a word goes on
  ])("%s means one of %j", (word, words, said) => expect(didYouMean(word, words)).toBe(said));
  test.each([
    ["nope", ["name", "latents"]], // two of four letters
    ["latents", ["wavelength"]],
    ["x", ["k", "l1"]], // all of a letter
    ["wa", ["wavelength"]],
    ["xyzzyx", ["run", "train"]],
  ])("%s is far from each of %j, which are all named", (word, words) =>
    expect(didYouMean(word, words)).toBe(`choose one of ${words.join(", ")}`),
  );
});
