// Options that several commands have, so that they read the same everywhere.

interface TextOption {
  readonly type: "string";
  readonly requiresArg: true;
  readonly default: string;
  readonly describe: string;
}

interface Switch {
  readonly type: "boolean";
  readonly default: false;
  readonly describe: string;
}

export const engineOption: TextOption = {
  type: "string",
  requiresArg: true,
  default: "auto",
  describe: "auto, or the name of an engine",
};
export const resultsOption: TextOption = {
  type: "string",
  requiresArg: true,
  default: "results",
  describe: "folder of run directories",
};
export const jsonOption: Switch = { type: "boolean", default: false, describe: "print one JSON object" };
export const quietOption: Switch = {
  type: "boolean",
  default: false,
  describe: "no progress, only the result's path",
};
