// What the module exports. Its memory is imported: all threads' instances share one.

// @ts-nocheck: AssemblyScript
import { setThread } from "./operands";
import { setNative } from "./products";
import { CONTROL_BYTES, setControl } from "./threads";
import { setWorkspace, WORKSPACE_BYTES } from "./workspace";

export { execute } from "./execute";
export { run, serve, stop } from "./threads";

/** Where free memory begins. */
export function heapBase(): usize {
  return __heap_base;
}

/** How much memory `threads` threads need for themselves: the control block, then a workspace each. */
export function threadBytes(threads: i32): usize {
  return CONTROL_BYTES + <usize>threads * WORKSPACE_BYTES;
}

/** Makes this instance the thread of that number, with that memory at `control`, aligned to 64. */
export function setup(control: usize, thread: i32, native: bool): void {
  setControl(control);
  setThread(thread);
  setNative(native);
  setWorkspace(control + CONTROL_BYTES + <usize>thread * WORKSPACE_BYTES);
}
