// What a start has whatever the kind of model: it may be read from a file.

import { z } from "zod";
import { key, kind, text } from "../core/rules.js";

export const INITIAL = { description: "where θ starts", flag: "init" };

export const startFromFile = key(
  z.strictObject({
    kind: kind("file"),
    path: key(text("be the path of a file"), {
      description:
        "start from a .npy file: the parts of θ in their order, of a network [W1, W2, …, b1, b2, …], each W row-major",
      flag: "theta0",
      chooses: true,
      isPath: true,
    }),
  }),
  { description: "read from a .npy file, or from weights" },
);
