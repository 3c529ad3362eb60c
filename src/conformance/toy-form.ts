// The form of the features that a toy is made of: they are given, and all there is to compute is that they have length 1.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { compareArrays, type Form } from "./comparison.js";
import { readForm } from "./stored.js";

const schema = z.object({
  features: z.array(z.array(z.number())).min(1, { error: "have a feature" }),
});

export const toyForm: Form = {
  name: "features of a toy",
  schema,
  is: (file) => Array.isArray(file.features),
  compute(_kernels, file, path) {
    const { features } = readForm(schema, file, path);
    const width = features[0].length;
    const other = features.findIndex((row) => row.length !== width);
    if (other !== -1)
      throw new InputError(
        `conformance: ${path}: features must be rows of one length, row ${other} has ${features[other].length} values and row 0 ${width}`,
      );
    const lengths = features.map((row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
    return {
      what: `${features.length} features of ${width} values`,
      by: "its author",
      comparisons: [
        compareArrays(
          "length of each feature",
          lengths,
          lengths.map(() => 1),
        ),
      ],
    };
  },
};
