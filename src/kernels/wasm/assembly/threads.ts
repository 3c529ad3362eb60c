// A schedule is some tasks, each a row of operations. Whichever thread is free takes the next task; what a task
// computes does not depend on who does it, so neither do the bits of the result.

// @ts-nocheck: AssemblyScript
import { execute } from "./execute";
import { SLOTS } from "./operations";

// The control block. What different threads write lies in different cache lines.
const TICKET: usize = 0; // i64: the round in the upper half, the next task in the lower; an odd round is closed
const TASKS: usize = 64; // i32: where the tasks of the round are, pairs of first and last operation
const COUNT: usize = 68; // i32: how many
const DONE: usize = 128; // i32: how many are finished
const SIGNAL: usize = 192; // i32: changes with every round
const SLEEPING: usize = 256; // i32: how many threads wait for SIGNAL to change
const STOP: usize = 320; // i32: 1 when the threads shall end
export const CONTROL_BYTES: usize = 384;

/** Turns of waiting before a thread goes to sleep: some tens of microseconds. */
const PATIENCE = 20000;

let control: usize = 0;
export function setControl(at: usize): void {
  control = at;
}

@inline
function runTask(tasks: usize, index: i32): void {
  const task = tasks + 8 * index;
  const end = load<u32>(task, 4);
  for (let record: usize = load<u32>(task); record < end; record += 8 * SLOTS) execute(record);
}

/** Takes tasks of the open round until there is none left. */
function work(): void {
  while (true) {
    const ticket = atomic.add<i64>(control + TICKET, 1);
    const tasks = atomic.load<u32>(control + TASKS);
    const count = atomic.load<i32>(control + COUNT);
    // If the round has changed meanwhile, tasks and count may be those of the next one: then the ticket was past the
    // end of its own round, since no round ends before all of its tasks are done.
    if (ticket >> 32 != atomic.load<i64>(control + TICKET) >> 32) return;
    const index = <i32>(ticket & 0x7fffffff);
    if ((ticket >> 32) & 1 || index >= count) return;
    runTask(tasks, index);
    if (atomic.add<i32>(control + DONE, 1) == count - 1) atomic.notify(control + DONE, 1);
  }
}

/** The main thread's call: does `count` tasks with whoever helps, and returns when all are done. */
export function run(tasks: usize, count: i32, alone: bool): void {
  if (alone) {
    for (let i = 0; i < count; i++) runTask(tasks, i);
    return;
  }
  const round = (atomic.load<i64>(control + TICKET) >> 32) + 1;
  atomic.store<i64>(control + TICKET, round << 32); // closed
  atomic.store<u32>(control + TASKS, <u32>tasks);
  atomic.store<i32>(control + COUNT, count);
  atomic.store<i32>(control + DONE, 0);
  atomic.store<i64>(control + TICKET, (round + 1) << 32); // open
  atomic.add<i32>(control + SIGNAL, 1);
  if (atomic.load<i32>(control + SLEEPING) > 0) atomic.notify(control + SIGNAL, -1);
  work();
  let patience = 100 * PATIENCE;
  while (true) {
    const done = atomic.load<i32>(control + DONE);
    if (done == count) return;
    if (--patience < 0) atomic.wait<i32>(control + DONE, done, 1000000);
  }
}

/** A worker thread's whole life. */
export function serve(): void {
  let patience = PATIENCE;
  let seen = atomic.load<i32>(control + SIGNAL);
  work();
  while (atomic.load<i32>(control + STOP) == 0) {
    const signal = atomic.load<i32>(control + SIGNAL);
    if (signal != seen) {
      seen = signal;
      work();
      patience = PATIENCE;
    } else if (--patience < 0) {
      atomic.add<i32>(control + SLEEPING, 1);
      atomic.wait<i32>(control + SIGNAL, seen, -1);
      atomic.sub<i32>(control + SLEEPING, 1);
    }
  }
}

/** Ends the threads. */
export function stop(): void {
  atomic.store<i32>(control + STOP, 1);
  atomic.add<i32>(control + SIGNAL, 1);
  atomic.notify(control + SIGNAL, -1);
}
