// Parquet, by the optional package hyparquet: a row an example, its columns of numbers side by side.

import { InputError } from "../../core/errors.js";
import { optionalPackage } from "./optional-package.js";
import type { ArrayFacts, StoredArrays } from "./stored-arrays.js";

interface Column {
  readonly element: { readonly name: string; readonly type?: string };
  readonly children: readonly unknown[];
}
type Row = Readonly<Record<string, unknown>>;
/** What is used of the package. */
interface Parquet {
  asyncBufferFromFile(path: string): Promise<unknown>;
  parquetMetadataAsync(file: unknown): Promise<{ readonly num_rows: bigint }>;
  parquetSchema(metadata: unknown): { readonly children: readonly Column[] };
  parquetReadObjects(options: { file: unknown; columns: string[]; rowEnd?: number }): Promise<readonly Row[]>;
}

const NUMERIC = ["BOOLEAN", "INT32", "INT64", "FLOAT", "DOUBLE"];
/** What all columns of plain numbers together are called. */
const ALL = "columns";

/** Values of a cell: of a list all of them. */
const cellsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value)
    ? value.flatMap(cellsOf)
    : ArrayBuffer.isView(value)
      ? [...(value as Float64Array)]
      : [value];

/**
 * The arrays of a Parquet file: its columns of plain numbers as one, "columns", and each column of lists by its name.
 *
 * @throws {InputError} if hyparquet is not installed, the file is damaged, or packed in a way that it does not know
 */
export async function openParquet(path: string): Promise<StoredArrays> {
  const parquet = await optionalPackage<Parquet>("hyparquet", "hyparquet", `${path} is a Parquet file`);
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`openParquet: ${path} must be a whole Parquet file, ${(error as Error).message}`);
    }
  };
  return attempt(async () => {
    const file = await parquet.asyncBufferFromFile(path);
    const metadata = await parquet.parquetMetadataAsync(file);
    const { children } = parquet.parquetSchema(metadata);
    const rows = Number(metadata.num_rows);
    const plain = children.filter(({ element }) => NUMERIC.includes(element.type ?? ""));
    const lists = children.filter((column) => column.children.length > 0);
    const columnsOf = (name: string) => (name === ALL ? plain.map(({ element }) => element.name) : [name]);
    const widthOf = async (name: string) => {
      const [first = {}] = await parquet.parquetReadObjects({ file, columns: columnsOf(name), rowEnd: 1 });
      return Object.values(first).flatMap(cellsOf).length;
    };
    const arrays: ArrayFacts[] =
      plain.length === 0 ? [] : [{ name: ALL, type: "numbers", shape: [rows, plain.length] }];
    for (const { element } of lists)
      arrays.push({ name: element.name, type: "lists", shape: [rows, await widthOf(element.name)] });
    return {
      format: "Parquet file",
      lastAxisCounts: false,
      arrays,
      read: (name) =>
        attempt(async () => {
          const columns = columnsOf(name);
          const found = await parquet.parquetReadObjects({ file, columns });
          const { shape } = arrays.find((one) => one.name === name)!;
          return valuesOf(found, { columns, width: shape[1], path });
        }),
    };
  });
}

/** The values of rows, one after the other. @throws {InputError} if a cell is a gap, or a list has another length */
function valuesOf(
  rows: readonly Row[],
  { columns, width, path }: { columns: readonly string[]; width: number; path: string },
): Float64Array {
  const data = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    const cells = columns.flatMap((column) => cellsOf(row[column]));
    if (cells.length !== width)
      throw new InputError(
        `openParquet: ${path} must have as many values in each row, row ${i} has ${cells.length} and the first ${width}`,
      );
    const gap = cells.findIndex((cell) => cell === null || cell === undefined || Number.isNaN(Number(cell)));
    if (gap >= 0)
      throw new InputError(
        `openParquet: ${path} must have a number in each cell, row ${i} has a gap in ${columns[gap] ?? columns[0]}; fill it first`,
      );
    data.set(cells.map(Number), i * width);
  }
  return data;
}
