// The schema for other programs: an editor checks and completes a config.json with it.

import { z } from "zod";
import { experimentSchema } from "./schema.js";

/** JSON Schema, draft 2020-12, of a config as people write it: descriptions, defaults, flags. */
export function jsonSchema(): object {
  return { title: "rhohat experiment", ...z.toJSONSchema(experimentSchema(), { io: "input" }) };
}
