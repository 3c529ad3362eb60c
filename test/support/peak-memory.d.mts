/** The most memory that this process has held, in bytes. */
export function peakMemory(): number;
