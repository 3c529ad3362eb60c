// Why a picture file is refused: told where the damage is found, named where the file is known.

import { InputError } from "../../core/errors.js";

class Refusal extends Error {}

export function refuse(why: string): never {
  throw new Refusal(why);
}

/**
 * What `read` gives.
 *
 * @param what - begins the error: "decodePng: a.png must be a whole PNG file"
 * @throws {InputError} for what `read` refuses
 */
export function orNamed<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw new InputError(`${what}, ${error.message}`);
    throw error;
  }
}
