// What the module exports. Its memory is imported: all threads' instances share one.

// @ts-nocheck: AssemblyScript
import { setThread } from "./execute";
import { PACKED_BYTES, setPacked } from "./matmul";
import { setNative } from "./products";
import { CONTROL_BYTES, setControl } from "./threads";

export { execute } from "./execute";
export { run, serve, stop } from "./threads";

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}

/** How much memory `threads` threads need for themselves. */
export function workspaceBytes(threads: i32): usize {
  return CONTROL_BYTES + <usize>threads * PACKED_BYTES;
}

/** Makes this instance the thread of that number, with the workspace at `workspace`, aligned to 64. */
export function setup(workspace: usize, thread: i32, native: bool): void {
  setControl(workspace);
  setThread(thread);
  setNative(native);
  setPacked(workspace + CONTROL_BYTES + <usize>thread * PACKED_BYTES);
}
