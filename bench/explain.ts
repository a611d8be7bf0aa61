import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Classifier } from '../src/certify/classifier.js';
import { createWasmEngine } from '../src/engine/wasm/wasm-engine.js';
import { explainNeurons } from '../src/explain/explain-neurons.js';
import type { Perturbation } from '../src/explain/perturb/perturber.js';
import { loadModel } from '../src/onnx/load.js';
import { leastCpu } from './support/measure.js';
import { deliver, FILTER, plainLoop, QUICK, type Column, type Row } from './support/part.js';

/** CPU time of explaining one input with 50 copies: the model of models/ with the most parameters, the deepest, and one with pooling. */

const MODELS = ['fmnist_relu', 'fmnist_resnet', 'fmnist_lenet'];
const CLIP = { lower: 0, upper: 1 };
const CASES: readonly (readonly [string, Perturbation, typeof CLIP | null])[] = [
  ['authors, nothing certified', { kind: 'authors' }, null],
  ['linf 0.01 in [0, 1]', { kind: 'linf', epsilon: 0.01 }, CLIP],
  ['l2 0.1', { kind: 'l2', epsilon: 0.1 }, null],
  ['l2 0.1 in [0, 1]', { kind: 'l2', epsilon: 0.1 }, CLIP],
  ['mask', { kind: 'mask', value: 0 }, null],
];

const COLUMNS: readonly Column[] = [{ key: 'cpu', title: 'CPU ms', digits: 0, better: 'less', scaled: true }];

const images = gunzipSync(readFileSync('models/sample-images-idx3-ubyte.gz'));
const image = Float64Array.from(images.subarray(16, 16 + 784), (byte) => byte / 255);

const rows = MODELS.flatMap((name): Row[] => {
  const classifier = new Classifier(loadModel(readFileSync(`models/${name}.onnx`)), createWasmEngine());
  return CASES.filter(([how]) => FILTER.test(`${name}, ${how}`)).map(([how, perturbation, clip]) => {
    const cpu = 1000 * leastCpu(QUICK ? 1 : 3, () => explainNeurons(classifier, image, { perturbation, clip }));
    return { name: `${name}, ${how}`, values: { cpu } };
  });
});
const notes = [
  '50 copies of one input, all convolutions, with bounds and back-projections; the model is loaded before. Least of a few calls.',
];
deliver({ name: 'explain', title: 'Explaining an input', notes, loop: plainLoop(), columns: COLUMNS, rows });
