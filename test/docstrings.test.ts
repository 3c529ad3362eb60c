// What is public says what it is: every export of rhohat and rhohat/core, and every member of its classes.

import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./support/command-line.js";

const entries = ["index", "index-core"].map((name) => join(root, `dist/${name}.d.ts`));
const program = ts.createProgram(entries, {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  noLib: true,
  types: [],
});
const checker = program.getTypeChecker();

/** What another package documents. */
const isForeign = ({ declarations = [] }: ts.Symbol) =>
  declarations.some((one) => one.getSourceFile().fileName.includes("/node_modules/"));

const isSilent = (symbol: ts.Symbol) =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() === "";

/** A class's own properties and methods that a user sees; those of an Error are known. */
function membersOf(symbol: ts.Symbol): ts.Symbol[] {
  const all = symbol.flags & ts.SymbolFlags.Class ? [...(symbol.members?.values() ?? [])] : [];
  const seen = [ts.SymbolFlags.Method, ts.SymbolFlags.Property, ts.SymbolFlags.Accessor];
  return all.filter(
    ({ name, flags }) => name !== "name" && !name.includes("#") && seen.some((kind) => flags & kind),
  );
}

test.each(entries)("every export of %s has a docstring", (entry) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  const exports = checker.getExportsOfModule(module);
  expect(exports.length).toBeGreaterThan(60);
  const silentIn = (exported: ts.Symbol): string[] => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (isForeign(symbol)) return [];
    const isNamespace = (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;
    const members = isNamespace
      ? checker.getExportsOfModule(symbol).flatMap(silentIn)
      : membersOf(symbol)
          .filter(isSilent)
          .map(({ name }) => name);
    return [
      ...(isSilent(symbol) && !isNamespace ? [exported.name] : []),
      ...members.map((name) => `${exported.name}.${name}`),
    ];
  };
  expect(exports.flatMap(silentIn)).toEqual([]);
});
