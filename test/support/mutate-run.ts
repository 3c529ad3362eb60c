// Damage to a run's folder as disks, editors and people do it: one seeded mutation at a time.

import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Random } from "../../src/core/random.js";

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/** What may stand where a JSON value was. */
const oddValues: readonly string[] = [
  ...["null", "true", "-1", "0", "0.5", "1e10", "1e300", "-1e308", "1e999", "9007199254740993"],
  ...['""', '"x"', '"../../.."', '"__proto__"', '"\\u0000"', "[]", "{}", "[[]]", '[1,"a",null]'],
  ...['{"kind":"x"}', '{"__proto__":{"x":1}}', "[1e10,1e10]", "[-3]", nested(500), nested(30_000)],
];

/** Bit patterns of float64 that come to nothing good. */
const oddNumbers = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300, 5e-324, -0, 2 ** 53];

type Change = (bytes: Buffer, random: Random) => Buffer;

function withOddValue(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString("latin1");
  const values = [...text.matchAll(/(?<=[:[,]\s*)("[^"]*"|-?[\d.e+-]+|true|false|null|\[\]|\{\})/g)];
  if (values.length === 0) return bytes;
  const { index, 0: old } = values[random.integer(values.length)];
  const odd = oddValues[random.integer(oddValues.length)];
  return Buffer.from(text.slice(0, index) + odd + text.slice(index + old.length), "latin1");
}

const bytesChanges: Readonly<Record<string, Change>> = {
  "a bit turned": (bytes, random) => {
    bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
    return bytes;
  },
  "a bit turned near its beginning": (bytes, random) => {
    bytes[random.integer(Math.min(bytes.length, 200))] ^= 1 << random.integer(8);
    return bytes;
  },
  "cut short": (bytes, random) => bytes.subarray(0, random.integer(bytes.length)),
  "bytes put in": (bytes, random) => {
    const at = random.integer(bytes.length);
    const more = Buffer.from(Array.from({ length: 1 + random.integer(16) }, () => random.integer(256)));
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
  },
  "a stretch filled": (bytes, random) => {
    const at = random.integer(bytes.length);
    return bytes.fill(
      [0, 255, 0x7f][random.integer(3)],
      at,
      Math.min(bytes.length, at + 1 + random.integer(64)),
    );
  },
  "a number replaced": (bytes, random) => {
    if (bytes.length < 16) return bytes;
    const number = oddNumbers[random.integer(oddNumbers.length)];
    bytes.writeDoubleLE(number, 8 * random.integer(Math.floor(bytes.length / 8)));
    return bytes;
  },
  "a JSON value replaced": (bytes, random) => {
    if (bytes[8] !== "{".charCodeAt(0)) return withOddValue(bytes, random);
    // safetensors: the header's length stays true, so that the header is read.
    const end = 8 + Number(bytes.readBigUInt64LE());
    const header = withOddValue(bytes.subarray(8, end), random);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    return Buffer.concat([length, header, bytes.subarray(end)]);
  },
  "every number replaced": (bytes, random) => {
    if (bytes[8] !== "{".charCodeAt(0)) return bytes;
    const number = oddNumbers[random.integer(oddNumbers.length)];
    for (let at = 8 + Number(bytes.readBigUInt64LE()); at + 8 <= bytes.length; at += 8)
      bytes.writeDoubleLE(number, at);
    return bytes;
  },
  "another JSON value altogether": (_, random) => Buffer.from(oddValues[random.integer(oddValues.length)]),
  emptied: () => Buffer.alloc(0),
  doubled: (bytes) => Buffer.concat([bytes, bytes]),
};

type Swap = (path: string, other: string) => void;

const placeChanges: Readonly<Record<string, Swap>> = {
  removed: (path) => rmSync(path),
  "a folder in its place": (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  "a link to itself": (path) => {
    rmSync(path);
    symlinkSync(path, path);
  },
  "a link elsewhere": (path) => {
    rmSync(path);
    symlinkSync("/etc/hostname", path);
  },
  "a pipe in its place": (path) => {
    rmSync(path);
    if (process.platform !== "win32") execFileSync("mkfifo", [path]);
  },
  "a link to its folder": (path) => {
    rmSync(path);
    symlinkSync(dirname(path), path);
  },
  "its folder a file": (path) => {
    rmSync(dirname(path), { recursive: true });
    writeFileSync(dirname(path), "");
  },
  "its folder removed": (path) => rmSync(dirname(path), { recursive: true }),
  "another file of the run": (path) => {
    const beside = readdirSync(dirname(path), { withFileTypes: true }).filter((entry) => entry.isFile());
    cpSync(join(dirname(path), beside[path.length % beside.length].name), `${path}.copy`);
    rmSync(path);
    cpSync(`${path}.copy`, path);
    rmSync(`${path}.copy`);
  },
  "another run's file": (path, other) => {
    if (existsSync(other)) cpSync(other, path);
  },
};

/** The plain files of a run that are read again: what was made a pipe or a link stays so. */
export function filesOf(folder: string, below = ""): string[] {
  const at = join(folder, below);
  if (!lstatSync(at, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(at, { withFileTypes: true })
    .flatMap((entry) => {
      const name = join(below, entry.name);
      if (entry.isDirectory()) return filesOf(folder, name);
      return entry.isFile() ? [name] : [];
    })
    .filter((name) => !/^(figures|report\.html)/.test(name))
    .sort();
}

/**
 * Spoils one file of a run.
 *
 * @param other - a run of another model, whose files may take the place of this one's
 * @returns what was done
 */
export function mutateRun(path: string, other: string, random: Random): string {
  const files = filesOf(path);
  if (files.length === 0) return "nothing is left";
  const name = files[random.integer(files.length)];
  const file = join(path, name);
  const kinds = [...Object.keys(bytesChanges), ...Object.keys(placeChanges)];
  const kind = kinds[random.integer(kinds.length)];
  const change = bytesChanges[kind];
  if (change === undefined) placeChanges[kind](file, join(other, name));
  else writeFileSync(file, change(readFileSync(file), random));
  return `${name}: ${kind}`;
}
