// JSON as Python's json.dump writes it: what other tools compare byte by byte.

/** A number that Python writes as a float: 1 as 1.0. */
export class PythonFloat {
  constructor(readonly value: number) {}
}

/** A value as json.dumps has it: ", " and ": " between, everything beyond ASCII escaped. Undefined values are left out. */
export function pythonJson(value: unknown): string {
  if (value instanceof PythonFloat) return pythonFloat(value.value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{${entries.map(([key, inner]) => `${pythonJson(key)}: ${pythonJson(inner)}`).join(", ")}}`;
  }
  if (typeof value === "number" && !Number.isInteger(value)) return pythonFloat(value);
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** repr(value): the shortest digits that read back, in exponents of two digits below 1e-4 and from 1e16 on. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  const [digits, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16))
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const text = Object.is(value, -0) ? "-0" : String(value); // both write 1e-4 to 1e16 without an exponent
  return Number.isInteger(value) ? `${text}.0` : text;
}
