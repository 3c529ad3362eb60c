// A .mat file of version 5 with one array of doubles, after MathWorks' description of the format.

const [MX_DOUBLE, MI_INT8, MI_INT32, MI_UINT32, MI_DOUBLE, MI_MATRIX] = [6, 1, 5, 6, 9, 14];

/** A tag of 8 bytes, the values, and zeros to a multiple of 8. */
function element(type: number, values: Buffer): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(values.length, 4);
  return Buffer.concat([tag, values, Buffer.alloc((8 - (values.length % 8)) % 8)]);
}

const int32 = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer);

/** @param values - column-major: the first axis runs fastest */
export function matFile(name: string, shape: readonly number[], values: Float64Array): Buffer {
  const head = Buffer.alloc(128, " ");
  head.write("MATLAB 5.0 MAT-file");
  head.fill(0, 116, 124); // no place of subsystem data
  head.writeUInt16LE(0x0100, 124);
  head.write("IM", 126);
  const parts = [
    element(MI_UINT32, int32(MX_DOUBLE, 0)),
    element(MI_INT32, int32(...shape)),
    element(MI_INT8, Buffer.from(name)),
    element(MI_DOUBLE, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  ];
  return Buffer.concat([head, element(MI_MATRIX, Buffer.concat(parts))]);
}
