// SAELens: a folder of cfg.json and sae_weights.safetensors, before training is done and after; versions 1 to 6.49.

import { didYouMean } from "../core/nearest.js";
import { floatsOf, type StoredTensor, storedFloats } from "../data/io/stored-tensor.js";
import { Settings } from "./settings.js";
import { type ModelKeys, refuse, ToolTensors, type TrainedDictionary } from "./trained-dictionary.js";

/** Reads the keys of an architecture's training config, and its tensors. */
interface Architecture {
  /** The kind of rhohat's and its keys */
  model(cfg: Settings): ModelKeys;
  parts(tensors: ToolTensors, shape: Shape): Record<string, StoredTensor>;
}
interface Shape {
  readonly inputs: number;
  readonly latents: number;
}

const coder = (tensors: ToolTensors, { inputs, latents }: Shape): Record<string, StoredTensor> => ({
  "encoder.weight": tensors.takeTransposed("W_enc", [latents, inputs]),
  "encoder.bias": tensors.take("b_enc", [latents]),
  W_dec: tensors.take("W_dec", [latents, inputs]),
  b_dec: tensors.take("b_dec", [inputs]),
});

/** Keys that only a training config has: absent, they are left to rhohat's defaults. */
function given(cfg: Settings, keys: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([own, theirs]) => (cfg.has(theirs) ? [[own, cfg.number(theirs)]] : [])),
  );
}

const l1 = (cfg: Settings) => given(cfg, { l1: "l1_coefficient", l1WarmUp: "l1_warm_up_steps" });
const topK = (cfg: Settings, k: number) => ({
  k,
  rescale: cfg.yes("rescale_acts_by_decoder_norm", false),
  ...(cfg.has("aux_loss_coefficient")
    ? { remedy: { kind: "auxk", coefficient: cfg.number("aux_loss_coefficient"), version: auxVersion(cfg) } }
    : {}),
});

/** Float64 in SAELens, whatever the dtype of the others is. */
const BATCH_THRESHOLD = "topk_threshold";

/** The scalar of a BatchTopK in training: 0 at its start. */
const batchThreshold = (tensors: ToolTensors): StoredTensor => {
  const { dtype, bytes } = tensors.take(BATCH_THRESHOLD, []);
  return { dtype, shape: [1], bytes };
};

const architectures: Readonly<Record<string, Architecture>> = {
  standard: {
    model: (cfg) => ({ kind: "standard", ...l1(cfg) }),
    parts: coder,
  },
  topk: {
    model: (cfg) => ({ kind: "topk", ...topK(cfg, cfg.count("k")) }),
    parts: coder,
  },
  batchtopk: {
    model: (cfg) => ({ kind: "batchtopk", ...topK(cfg, cfg.number("k")) }),
    parts: (tensors, shape) => ({ ...coder(tensors, shape), threshold: batchThreshold(tensors) }),
  },
  matryoshka_batchtopk: {
    model: (cfg) => ({
      kind: "matryoshka",
      ...topK(cfg, cfg.number("k")),
      prefixes: cfg.counts("matryoshka_widths"),
    }),
    parts: (tensors, shape) => ({ ...coder(tensors, shape), threshold: batchThreshold(tensors) }),
  },
  jumprelu: {
    model: (cfg) => ({
      kind: "jumprelu",
      ...given(cfg, {
        initialThreshold: "jumprelu_init_threshold",
        bandwidth: "jumprelu_bandwidth",
        l0: "l0_coefficient",
        l0WarmUp: "l0_warm_up_steps",
        preAct: "pre_act_loss_coefficient",
        tanhScale: "jumprelu_tanh_scale",
        targetL0: "target_l0",
      }),
      ...(cfg.has("jumprelu_sparsity_loss_mode") ? { penalty: cfg.text("jumprelu_sparsity_loss_mode") } : {}),
    }),
    parts: (tensors, shape) => {
      const name = tensors.has("log_threshold") ? "log_threshold" : "threshold";
      return { ...coder(tensors, shape), [name]: tensors.take(name, [shape.latents]) };
    },
  },
  gated: {
    model: (cfg) => ({ kind: "gated", ...l1(cfg) }),
    parts: (tensors, { inputs, latents }) => ({
      "encoder.weight": tensors.takeTransposed("W_enc", [latents, inputs]),
      "encoder.bias": tensors.take("b_gate", [latents]),
      W_dec: tensors.take("W_dec", [latents, inputs]),
      b_dec: tensors.take("b_dec", [inputs]),
      r_mag: tensors.take("r_mag", [latents]),
      b_mag: tensors.take("b_mag", [latents]),
    }),
  },
  matching_pursuit: {
    model: (cfg) => ({
      kind: "matching-pursuit",
      // An atom that is taken again ends them: there cannot be more.
      rounds: Math.min(cfg.count("d_in"), cfg.count("d_sae") + 1),
      residualThreshold: cfg.number("residual_threshold", 0.01),
    }),
    parts: (tensors, { inputs, latents }) => ({
      W_dec: tensors.take("W_dec", [latents, inputs]),
      b_dec: tensors.take("b_dec", [inputs]),
    }),
  },
};
const saelensArchitectures: readonly string[] = Object.keys(architectures);

const auxVersion = (cfg: Settings): string => {
  const version = versionOf(cfg);
  return version !== null && isBefore(version, [6, 36, 2]) ? "saelens-6.18" : "saelens-6.36.2";
};

/** What an architecture of SAELens is that reconstructs something else than its input. */
const others = [
  "transcoder",
  "skip_transcoder",
  "jumprelu_transcoder",
  "jumprelu_skip_transcoder",
  "temporal",
];

/** The last whose files are known: a later one may mean something else by the same names. */
const LAST_MAJOR = 6;

/** @throws {InputError} if it is none, or one to come */
function versionOf(cfg: Settings): string | null {
  const key = "sae_lens_version";
  const owner = [cfg.inner("metadata"), cfg].find((settings) => settings.has(key));
  if (owner === undefined) return null;
  const version = owner.text(key);
  const major = /^(\d+)\.\d/.exec(version)?.[1];
  if (major === undefined || Number(major) > LAST_MAJOR)
    throw owner.refuse(key, `is a version that is known, 1 to ${LAST_MAJOR} followed by a dot`);
  return version;
}

function isBefore(version: string, than: readonly [number, number, number]): boolean {
  const parts = version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
  for (const [i, limit] of than.entries()) {
    const part = parts[i] ?? 0;
    if (part !== limit) return part < limit;
  }
  return false;
}

/**
 * The config of a version before 6.0 by today's names: hook_point, activation_fn_str with its k, normalize_activations as
 * true or false.
 */
function migrated(cfg: Settings): Settings {
  const version = versionOf(cfg);
  if (version !== null && !isBefore(version, [6, 0, 0])) return cfg;
  const { values, path } = cfg;
  const renamed = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key === "activation_fn_str" ? "activation_fn" : key === "hook_point" ? "hook_name" : key,
      value,
    ]),
  );
  const normalize = renamed.normalize_activations;
  const current: Record<string, unknown> = {
    architecture: "standard",
    apply_b_dec_to_input: true,
    ...renamed,
    normalize_activations:
      typeof normalize === "boolean"
        ? normalize
          ? "expected_average_only_in"
          : "none"
        : (normalize ?? "none"),
  };
  if (current.activation_fn === "topk") {
    current.architecture = "topk";
    current.k = Settings.of(current.activation_fn_kwargs ?? {}, `${path}: activation_fn_kwargs`).count("k");
  }
  return Settings.of(current, path);
}

const normalisations: Readonly<Record<string, string>> = {
  expected_average_only_in:
    "scales examples to a mean norm of √d before it encodes them (normalize_activations)",
  constant_norm_rescale:
    "scales each example to norm √d, and its reconstruction back (normalize_activations)",
  layer_norm: "normalises each example, and its reconstruction back (normalize_activations)",
};

/** What SAELens does that the model of rhohat does not. */
function unsaidOf(cfg: Settings): string[] {
  const normalisation = cfg.text("normalize_activations", "none");
  if (normalisation === "none") return [];
  const told = normalisations[normalisation];
  if (told === undefined)
    throw cfg.refuse("normalize_activations", `is one of none, ${Object.keys(normalisations).join(", ")}`);
  return [told];
}

/** Latents by a factor of their own, from "finetuning": x̂ has it in the atoms. */
function foldFactor(
  tensors: ToolTensors,
  cfg: Settings,
  parts: Record<string, StoredTensor>,
  latents: number,
) {
  const name = ["scaling_factor", "finetuning_scaling_factor"].find((known) => tensors.has(known));
  if (name === undefined) return;
  const factor = floatsOf(tensors.take(name, [latents]));
  if (factor.every((value) => value === 1)) return;
  if (!cfg.yes("finetuning_scaling_factor", false))
    throw refuse(tensors.path, `hold a ${name} of ones where finetuning_scaling_factor is false`);
  const atoms = floatsOf(parts.W_dec).slice();
  const inputs = parts.W_dec.shape[1];
  for (let i = 0; i < atoms.length; i++) atoms[i] *= factor[Math.floor(i / inputs)];
  parts.W_dec = storedFloats(atoms, parts.W_dec.shape);
  tensors.notes.push(`${name} is folded into the atoms: x̂ is the same, latents are without it`);
}

/** What safetensors calls the dtypes that SAELens has; before 6.0 they were torch's. */
const dtypes: Readonly<Record<string, string>> = {
  float32: "F32",
  float64: "F64",
  float16: "F16",
  bfloat16: "BF16",
};

/** @throws {InputError} if there is none, or one that SAELens has not */
function dtypeOf(cfg: Settings): string {
  if (!cfg.has("dtype")) throw refuse(cfg.path, "name the dtype of its weights, float32 or another");
  const dtype = cfg.text("dtype").replace(/^torch\./, "");
  if (!Object.hasOwn(dtypes, dtype)) throw cfg.refuse("dtype", `is known: ${Object.keys(dtypes).join(", ")}`);
  return dtype;
}

/**
 * @param cfgText - cfg.json
 * @param path - of the weights, for errors
 * @throws {InputError} that names what is missing, unknown, or of another shape than the config says
 */
export function readSaelens(
  cfgText: string,
  cfgPath: string,
  weights: Readonly<Record<string, StoredTensor>>,
  path: string,
): TrainedDictionary {
  const stated = Settings.parse(cfgText, cfgPath);
  const version = versionOf(stated);
  const cfg = migrated(stated);
  const architecture = cfg.text("architecture");
  if (others.includes(architecture))
    throw refuse(
      cfgPath,
      `be of a sparse autoencoder, ${architecture} does not reconstruct its input alone; those are ${saelensArchitectures.join(", ")}`,
    );
  if (!Object.hasOwn(architectures, architecture))
    throw cfg.refuse("architecture", `is known; ${didYouMean(architecture, [...saelensArchitectures])}`);
  const dtype = dtypeOf(cfg);
  const shape = { inputs: cfg.count("d_in"), latents: cfg.count("d_sae") };
  const { model, parts: read } = architectures[architecture];
  const tensors = new ToolTensors(path, weights);
  const parts = read(tensors, shape);
  foldFactor(tensors, cfg, parts, shape.latents);
  tensors.assertAllTaken(`${architecture} of SAELens`);
  const other = Object.entries(weights).find(
    ([name, tensor]) => name !== BATCH_THRESHOLD && tensor.dtype !== dtypes[dtype],
  );
  if (other !== undefined)
    tensors.notes.push(
      `cfg.json has the dtype ${dtype}, ${other[0]} is ${other[1].dtype}: it is read as it stands`,
    );
  tensors.noteSquare(shape.inputs, shape.latents, "SAELens' names: W_enc [d_in, d_sae], W_dec [d_sae, d_in]");
  return {
    tool: "saelens",
    version,
    architecture,
    form:
      stated.has("decoder_init_norm") || stated.values.decoder_init_norm === null ? "training" : "inference",
    ...shape,
    model: {
      ...model(cfg),
      ...(parts.log_threshold === undefined ? {} : { form: "exponential" }),
      latents: shape.latents,
    },
    centred: cfg.yes("apply_b_dec_to_input", true),
    parts,
    notes: tensors.notes,
    unsaid: unsaidOf(cfg),
    settings: cfgText,
  };
}
