// Kinds of models of one's own, for every verb: the files that RHOHAT_KINDS names, parted as PATH is.

import { existsSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { InputError } from "../core/errors.js";
import { importOwn, notLoaded } from "./import-own.js";

/**
 * Loads the files, which call `registerModel`, into this thread.
 *
 * @throws {InputError} that names the one which there is not, or the place in one that cannot be loaded
 */
export async function loadKinds(named = process.env.RHOHAT_KINDS ?? ""): Promise<void> {
  for (const name of named.split(delimiter).filter(Boolean)) {
    const path = resolve(name);
    if (!existsSync(path))
      throw new InputError(
        `rhohat: RHOHAT_KINDS must name files that call registerModel, got ${name}, which there is not`,
      );
    try {
      await importOwn(path);
    } catch (error) {
      throw notLoaded("rhohat", path, "a kind of model (RHOHAT_KINDS names it)", error);
    }
  }
}
