// Files that the tools themselves wrote (golden/weights, origin in its README), read, and written again.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readWeights } from "../../src/weights/read-weights.js";
import { writeSaelens } from "../../src/weights/write-saelens.js";

const golden = fileURLToPath(new URL("../golden/weights", import.meta.url));
const bytesOf = (path: string) => new Uint8Array(readFileSync(join(golden, path)));
const encoded = (content: Uint8Array | string) =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

describe("SAELens", () => {
  const folders = ["standard", "topk", "batchtopk"].flatMap((name) =>
    (["training", "inference"] as const).map((form) => ({
      folder: `saelens/${name}/${form === "training" ? "train" : form}`,
      form,
    })),
  );

  test.each(folders)("$folder is written as it was read, byte for byte", ({ folder, form }) => {
    const dictionary = readWeights(join(golden, folder));
    expect(dictionary).toMatchObject({ tool: "saelens", version: "6.18.0", form, inputs: 4, latents: 6 });
    const files = writeSaelens(dictionary, form);
    expect(Object.keys(files).sort()).toEqual(readdirSync(join(golden, folder)).sort());
    for (const [name, content] of Object.entries(files))
      expect(encoded(content), name).toEqual(bytesOf(join(folder, name)));
  });

  test.each(folders.filter(({ form }) => form === "training"))(
    "the training config of $folder is made of what it says, byte for byte",
    ({ folder }) => {
      const { initial, ...dictionary } = { ...readWeights(join(golden, folder)), initial: undefined };
      const files = writeSaelens({ ...dictionary, tool: "rhohat", settings: null }, "training");
      expect(files["cfg.json"]).toBe(readFileSync(join(golden, folder, "cfg.json"), "utf8"));
    },
  );

  test.each(["standard", "topk", "batchtopk"])("%s after training is what SAELens makes of it", (name) => {
    const training = readWeights(join(golden, "saelens", name, "train"));
    const files = writeSaelens(training, "inference");
    const folder = join("saelens", name, "inference");
    expect(files["sae_weights.safetensors"]).toEqual(bytesOf(join(folder, "sae_weights.safetensors")));
    expect(JSON.parse(files["cfg.json"] as string)).toEqual(
      JSON.parse(readFileSync(join(golden, folder, "cfg.json"), "utf8")),
    );
  });
});
