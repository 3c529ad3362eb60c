// Memory of each thread's own, for the time of one operation.

// @ts-nocheck: AssemblyScript

export const WORKSPACE_BYTES: usize = 32768;

let start: usize = 0;
export function setWorkspace(at: usize): void {
  start = at;
}

@inline
export function workspace(): usize {
  return start;
}
