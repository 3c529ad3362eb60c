// The exercise's cost and gradient in TensorFlow.js: npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm
// in a folder of its own, then node tensorflow.mjs from there.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(join(process.cwd(), "package.json")));
const tf = require("@tensorflow/tfjs");
const [EXAMPLES, VISIBLE, HIDDEN, RHO, BETA, DECAY] = [10_000, 64, 25, 0.01, 3, 1e-4];

async function evaluation(backend) {
  if (backend === "wasm") require("@tensorflow/tfjs-backend-wasm");
  await tf.setBackend(backend);
  await tf.ready();
  const limit = Math.sqrt(6 / (VISIBLE + HIDDEN + 1));
  const x = tf.randomUniform([EXAMPLES, VISIBLE], 0.1, 0.9);
  const start = [
    tf.randomUniform([VISIBLE, HIDDEN], -limit, limit),
    tf.randomUniform([HIDDEN, VISIBLE], -limit, limit),
    tf.zeros([HIDDEN]),
    tf.zeros([VISIBLE]),
  ];
  const cost = (w1, w2, b1, b2) => {
    const a2 = x.matMul(w1).add(b1).sigmoid();
    const a3 = a2.matMul(w2).add(b2).sigmoid();
    const rhoHat = a2.mean(0);
    const off = tf.sub(1, rhoHat);
    const divergence = tf
      .div(RHO, rhoHat)
      .log()
      .mul(RHO)
      .add(
        tf
          .div(1 - RHO, off)
          .log()
          .mul(1 - RHO),
      );
    const decay = w1.square().sum().add(w2.square().sum());
    return a3
      .sub(x)
      .square()
      .sum()
      .mul(0.5 / EXAMPLES)
      .add(decay.mul(DECAY / 2))
      .add(divergence.sum().mul(BETA));
  };
  const gradient = tf.valueAndGrads(cost);
  const times = [];
  for (let run = 0; run < 22; run++) {
    const before = performance.now();
    const { value, grads } = gradient(start);
    await Promise.all([value.data(), ...grads.map((part) => part.data())]);
    if (run > 1) times.push(performance.now() - before);
    tf.dispose([value, grads]);
  }
  times.sort((a, b) => a - b);
  console.log(
    `TensorFlow.js ${tf.version.tfjs}, ${backend}, exercise: cost and gradient, float32: median ${times[10].toFixed(1)} ms, min ${times[0].toFixed(1)} ms`,
  );
}

for (const backend of ["wasm", "cpu"]) {
  try {
    await evaluation(backend);
  } catch (error) {
    console.log(`TensorFlow.js, ${backend}: left out, ${error.message.split("\n")[0]}`);
  }
}
