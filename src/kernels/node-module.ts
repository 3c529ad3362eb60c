// Modules of Node.js for code that a browser runs too: asked for when they are needed, never imported.

interface NodeModules {
  readonly "node:fs": typeof import("node:fs");
  readonly "node:module": typeof import("node:module");
  readonly "node:os": typeof import("node:os");
  readonly "node:worker_threads": typeof import("node:worker_threads");
}

/** A module of Node.js; undefined in a browser, and before Node.js 20.16. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  if (typeof process === "undefined") return undefined;
  return process.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}
