// Packages that are used where they are installed, and not needed elsewhere.

import { InputError } from "../../core/errors.js";

const isMissing = (error: unknown) =>
  ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes((error as { code?: string }).code ?? "");

/** @param what - needs the package, for the error: "x.h5 is HDF5" */
export const missingPackage = (name: string, what: string): InputError =>
  new InputError(
    `optionalPackage: ${what}, which must be read with the package ${name}, and that is not installed; npm install ${name}`,
  );

/**
 * What a package exports.
 *
 * @param module - what is imported of it
 * @param what - needs it, for the error: "x.h5 is HDF5"
 * @throws {InputError} that says how to install it, where it is not there
 */
export async function optionalPackage<Exports>(name: string, module: string, what: string): Promise<Exports> {
  try {
    return (await import(module)) as Exports;
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw missingPackage(name, what);
  }
}
