// Reads the operands of an operation, in their order. An operand in memory is two numbers: its address, and how much
// further the next thread's own copy lies (0 for what all threads share).

// @ts-nocheck: AssemblyScript

/** This thread's number; 0 is the main one. Each thread has an instance of its own, hence globals of its own. */
let thread: usize = 0;
export function setThread(number: i32): void {
  thread = number;
}

/** Where the next operand is read. */
let cursor: usize = 0;
export function setCursor(at: usize): void {
  cursor = at;
}

@inline
export function number(): f64 {
  const value = load<f64>(cursor);
  cursor += 8;
  return value;
}
@inline
export function integer(): i32 {
  return <i32>number();
}
/** Strides are whole numbers of bytes and may be negative. */
@inline
export function stride(): usize {
  return <usize>(<i32>number());
}
@inline
export function address(): usize {
  const shared = <usize>(<i64>number());
  return shared + thread * <usize>(<i64>number());
}
