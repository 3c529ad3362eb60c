// Names that can be a folder of runs on every system, and mean nothing else.

export const LONGEST_NAME = 100;
/** What Windows keeps for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Holds the runs of a sweep, inside a run. */
const MEMBERS = "members";

/** Whether an experiment can be called that. */
export function isRunName(name: string): boolean {
  return (
    name.length <= LONGEST_NAME &&
    /^\w[\w.-]*$/.test(name) &&
    !/\.(tmp)?$/i.test(name) && // folders of some systems know no case
    name.toLowerCase() !== MEMBERS &&
    name !== "__proto__" &&
    !DEVICE.test(name)
  );
}
