// Orthonormal rows: those nearest to the numbers that an optimiser moves.

import { type Matrix, matrix, transpose } from "../core/arrays.js";
import { symmetricEigen } from "../core/symmetric-eigen.js";
import { flat } from "./dictionary.js";
import type { CreateRowConstraint } from "./rows-of-length.js";

/**
 * The symmetric orthogonalisation, W = (V Vᵀ)^(−1/2) V with W Wᵀ = I. With V Vᵀ = U diag(p²) Uᵀ, backward
 *
 *   S = Uᵀ (G Wᵀ − W Gᵀ) U,  K_ij = S_ij/(p_i + p_j),  ∂J/∂V = U K Uᵀ W + U diag(1/p) Uᵀ (G − G Wᵀ W)
 *
 * for G = ∂J/∂W: its first part turns the rows within the space that they span, its second turns that space. Where V is
 * W itself it is the gradient along the orthonormal matrices. V of a lower rank than it has rows gives no numbers.
 *
 * @see UFLDL, exercise "Independent component analysis"; Hyvärinen and Oja, Independent component analysis (2000), 6.2
 */
export const orthonormalRows: CreateRowConstraint = (kernels, v, w) => {
  const [latents, inputs] = v.shape;
  const square = () => matrix(kernels.allocate(latents * latents), latents, latents);
  const [gram, vectors, scaled, root, turn] = [1, 2, 3, 4, 5].map(square);
  const across = matrix(kernels.allocate(latents * inputs), latents, inputs);
  const p = new Float64Array(latents);
  /** Uᵀ B U from B, in place, or U B Uᵀ; the rows of `vectors` are the columns of U */
  const turned = (m: Matrix, back: boolean) => {
    const [left, right] = back ? [transpose(vectors), vectors] : [vectors, transpose(vectors)];
    kernels.matmul(left, m, scaled);
    kernels.matmul(scaled, right, m);
  };
  return {
    apply() {
      kernels.matmul(v, transpose(v), gram);
      const eigen = symmetricEigen(gram);
      flat(vectors).set(eigen.vectors.data);
      for (let i = 0; i < latents; i++) p[i] = Math.sqrt(eigen.values[i]);
      for (let i = 0; i < latents; i++)
        for (let j = 0; j < latents; j++) root.data[i * latents + j] = i === j ? 1 / p[i] : 0;
      turned(root, true);
      kernels.matmul(root, v, w);
    },
    backward(slopes) {
      kernels.matmul(slopes, transpose(w), gram);
      flat(across).set(flat(slopes));
      kernels.matmul(gram, w, across, -1, 1);
      for (let i = 0; i < latents; i++)
        for (let j = 0; j < latents; j++)
          turn.data[i * latents + j] = gram.data[i * latents + j] - gram.data[j * latents + i];
      turned(turn, false);
      for (let i = 0; i < latents; i++)
        for (let j = 0; j < latents; j++) turn.data[i * latents + j] /= p[i] + p[j];
      turned(turn, true);
      kernels.matmul(turn, w, slopes);
      kernels.matmul(root, across, slopes, 1, 1);
    },
  };
};
