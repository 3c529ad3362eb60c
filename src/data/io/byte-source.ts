// Bytes that are read in parts: of memory, or of a file that memory should not hold a second time.

export interface ByteSource {
  readonly length: number;
  /** Fills `into` with the bytes from `position` on. */
  read(into: Uint8Array, position: number): void;
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read: (into, position) => into.set(bytes.subarray(position, position + into.length)),
  };
}
