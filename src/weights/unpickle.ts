// Python's pickle, read without running anything: what a file may call stands in a list, and each of it is ours.

import { describeValue, InputError } from "../core/errors.js";

/** What stands for a name of Python's: takes the arguments of a call. */
export type Stand = (args: readonly unknown[]) => unknown;

/** What a pickle may name, by "module name"; null for a name that is only told, never called. */
export type Whitelist = Readonly<Record<string, Stand | null>>;

/** A name of Python's in a pickle. */
export class PythonName {
  constructor(
    /** "module name" */
    readonly name: string,
    readonly stand: Stand | null,
  ) {}
}

/** Values a pickle may make, at most: what is small on disk could be large in memory. */
const MOST_VALUES = 10_000_000;

const MARK = Symbol("mark");
type Dict = Map<unknown, unknown>;

/**
 * The value that a pickle of protocol 2 to 5 holds: dicts as Maps, lists and tuples as arrays, bytes as Uint8Arrays,
 * whole numbers beyond 2⁵³ as bigints. Nothing is executed: a name that is not on the list ends the reading.
 *
 * @param name - of the file, for errors
 * @param load - the value of a persistent id
 * @throws {InputError} that names what is not allowed, or where the bytes end or make no sense
 * @see Python's Lib/pickletools.py, which tells what each opcode does
 */
export function unpickle(
  bytes: Uint8Array,
  name: string,
  { whitelist, load }: { readonly whitelist: Whitelist; readonly load: (id: unknown) => unknown },
): unknown {
  const reader = new PickleReader(bytes, name);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let values = 0;

  const push = (value: unknown) => {
    values += 1;
    if (values > MOST_VALUES) throw reader.broken(`it makes more than ${MOST_VALUES} values`);
    stack.push(value);
  };
  const pop = (): unknown => {
    if (stack.length === 0) throw reader.broken("it takes a value where there is none");
    const value = stack.pop();
    if (value === MARK) throw reader.broken("it takes a mark for a value");
    return value;
  };
  const top = (): unknown => {
    if (stack.length === 0) throw reader.broken("it takes a value where there is none");
    return stack[stack.length - 1];
  };
  const sinceMark = (): unknown[] => {
    const at = stack.lastIndexOf(MARK);
    if (at < 0) throw reader.broken("it takes values since a mark that is not there");
    const since = stack.splice(at);
    since.shift();
    return since;
  };
  const tuple = (count: number) => {
    const items = Array.from({ length: count }, pop).reverse();
    push(items);
  };
  const named = (module: unknown, word: unknown) => {
    const full = `${module} ${word}`;
    if (!Object.hasOwn(whitelist, full)) throw refused(name, full, "names");
    push(new PythonName(full, whitelist[full]));
  };
  const call = (callable: unknown, args: unknown): unknown => {
    if (!(callable instanceof PythonName)) throw reader.broken("it calls what is no name");
    if (callable.stand === null) throw refused(name, callable.name, "calls");
    if (!Array.isArray(args)) throw reader.broken("it calls with what is no tuple");
    return callable.stand(args);
  };
  const setItems = (into: unknown, items: readonly unknown[]) => {
    if (!(into instanceof Map) || items.length % 2 !== 0) throw reader.broken("it sets items of no dict");
    for (let i = 0; i < items.length; i += 2) (into as Dict).set(items[i], items[i + 1]);
  };
  const append = (into: unknown, items: readonly unknown[]) => {
    if (!Array.isArray(into)) throw reader.broken("it appends to no list");
    for (const item of items) into.push(item);
  };
  const recall = (index: number) => {
    if (!memo.has(index)) throw reader.broken(`it recalls value ${index}, which it never kept`);
    push(memo.get(index));
  };

  for (;;) {
    const opcode = reader.byte();
    switch (opcode) {
      case 0x80: {
        // PROTO
        const protocol = reader.byte();
        if (protocol < 2 || protocol > 5) throw reader.broken(`its protocol ${protocol} is none of 2 to 5`);
        break;
      }
      case 0x95: // FRAME
        reader.skip(8);
        break;
      case 0x2e: {
        // STOP
        const value = pop();
        if (stack.length > 0) throw reader.broken("it ends with values left over");
        return value;
      }
      case 0x28: // MARK
        push(MARK);
        break;
      case 0x30: // POP
        if (stack.pop() === undefined && stack.length === 0)
          throw reader.broken("it drops what is not there");
        break;
      case 0x4e: // NONE
        push(null);
        break;
      case 0x88: // NEWTRUE
        push(true);
        break;
      case 0x89: // NEWFALSE
        push(false);
        break;
      case 0x4b: // BININT1
        push(reader.byte());
        break;
      case 0x4d: // BININT2
        push(reader.unsigned(2));
        break;
      case 0x4a: // BININT
        push(reader.unsigned(4) | 0);
        break;
      case 0x8a: // LONG1
        push(reader.long(reader.byte()));
        break;
      case 0x47: // BINFLOAT
        push(reader.double());
        break;
      case 0x58: // BINUNICODE
        push(reader.text(reader.unsigned(4)));
        break;
      case 0x8c: // SHORT_BINUNICODE
        push(reader.text(reader.byte()));
        break;
      case 0x43: // SHORT_BINBYTES
        push(reader.take(reader.byte()).slice());
        break;
      case 0x42: // BINBYTES
        push(reader.take(reader.unsigned(4)).slice());
        break;
      case 0x7d: // EMPTY_DICT
        push(new Map());
        break;
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        push([]);
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        tuple(opcode - 0x84);
        break;
      case 0x74: // TUPLE
        push(sinceMark());
        break;
      case 0x61: {
        // APPEND
        const item = pop();
        append(top(), [item]);
        break;
      }
      case 0x65: {
        // APPENDS
        const items = sinceMark();
        append(top(), items);
        break;
      }
      case 0x73: {
        // SETITEM
        const value = pop();
        const key = pop();
        setItems(top(), [key, value]);
        break;
      }
      case 0x75: {
        // SETITEMS
        const items = sinceMark();
        setItems(top(), items);
        break;
      }
      case 0x71: // BINPUT
        memo.set(reader.byte(), top());
        break;
      case 0x72: // LONG_BINPUT
        memo.set(reader.unsigned(4), top());
        break;
      case 0x94: // MEMOIZE
        memo.set(memo.size, top());
        break;
      case 0x68: // BINGET
        recall(reader.byte());
        break;
      case 0x6a: // LONG_BINGET
        recall(reader.unsigned(4));
        break;
      case 0x63: // GLOBAL
        named(reader.line(), reader.line());
        break;
      case 0x93: {
        // STACK_GLOBAL
        const word = pop();
        named(pop(), word);
        break;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const args = pop();
        push(call(pop(), args));
        break;
      }
      case 0x62: // BUILD: the state of an object, which a plain value has none of
        pop();
        break;
      case 0x51: // BINPERSID
        push(load(pop()));
        break;
      default:
        throw reader.broken(`its opcode 0x${opcode.toString(16).padStart(2, "0")} is none that is read`);
    }
  }
}

const refused = (file: string, full: string, does: string) =>
  new InputError(
    `unpickle: ${file} must hold tensors and plain values alone, it ${does} ${describeValue(full.replace(" ", "."))}, which is not run; save its state_dict, or as .safetensors`,
  );

/** The bytes of a pickle from front to end. */
class PickleReader {
  #at = 0;
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly name: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  broken(why: string): InputError {
    return new InputError(`unpickle: ${this.name} must be a whole pickle, ${why} (byte ${this.#at})`);
  }

  take(length: number): Uint8Array {
    if (this.#at + length > this.bytes.length) throw this.broken("it is cut short");
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  skip(length: number): void {
    this.take(length);
  }

  byte(): number {
    return this.take(1)[0];
  }

  /** 1 to 4 bytes, little-endian */
  unsigned(width: number): number {
    return this.take(width).reduce((sum, byte, i) => sum + byte * 256 ** i, 0);
  }

  double(): number {
    this.take(8);
    return this.#view.getFloat64(this.#at - 8, false);
  }

  /** A whole number in two's complement, little-endian. */
  long(length: number): number | bigint {
    if (length === 0) return 0;
    let value = 0n;
    const bytes = this.take(length);
    for (let i = length - 1; i >= 0; i--) value = value * 256n + BigInt(bytes[i]);
    if (bytes[length - 1] >= 128) value -= 1n << BigInt(8 * length);
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  /** Up to the end of the line */
  line(): string {
    const end = this.bytes.indexOf(10, this.#at);
    if (end < 0) throw this.broken("it is cut short");
    const text = this.text(end - this.#at);
    this.#at += 1;
    return text;
  }
}
