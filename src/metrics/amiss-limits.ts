// Numbers of a trained run from which on something is amiss, and is marked wherever runs stand.

/** From here on x̂ is hardly better than the mean of the data: natural patches end at .50 to .67, what failed above .93. */
export const HIGH_FVU = 0.9;
/** Above 1 by more than what an unfinished training leaves of rounding: the biases alone reach 1. */
export const ABOVE_ONE = 1.05;
/** More than this share of units is idle where something is amiss: 25 on natural patches have 0 to .08, 100 have .57. */
export const SOME_IDLE = 0.25;
/** The share of idle units from which on hardly any is used: mixed pictures have .88 and more. */
export const MOST_IDLE = 0.75;
/** From this part of an L0 that was asked for on it was not reached: what was steered long enough ends within .06 of it. */
const OFF_TARGET = 0.05;
/** The factor between the two from which on it is another model than was asked for. */
export const FAR_OFF_TARGET = 2;
/** Whether an L0 is another than was asked for. */
export const isOffTarget = (found: number, target: number): boolean =>
  Math.abs(found - target) > OFF_TARGET * target;
