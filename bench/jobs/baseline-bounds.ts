// One certify job in a process of its own. Usage: baseline-bounds MODEL.onnx INPUTS.npy EPSILON NORM IMAGES ROUNDS SECONDS
// BENCH_KERNEL: f64, f32 or auto (default).
import { readFileSync } from 'node:fs';
import type { Norm } from '../../src/bounds/region.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import { readData } from '../../src/data/read.js';
import { loadModel } from '../../src/onnx/load.js';
import { timeBounds } from '../support/bound-timing.js';

const [modelPath = '', inputsPath = '', epsilon, norm, images, rounds, seconds] = process.argv.slice(2);
const graph = loadModel(readFileSync(modelPath));
const data = readData(inputsPath, { inputShape: graph.input.shape });
const inputs = Array.from({ length: Math.min(Number(images), data.count) }, (_, index) => data.item(index));
const kernel = (process.env['BENCH_KERNEL'] ?? 'auto') as Kernel;
const job = { graph, inputs, epsilon: Number(epsilon), norm: norm as Norm, kernel, rounds: Number(rounds), seconds: Number(seconds) };
console.log(JSON.stringify(timeBounds(job)));
