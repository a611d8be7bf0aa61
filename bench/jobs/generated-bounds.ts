// Bounds of a generated network in a process of its own. Usage: generated-bounds SIDE WIDTH DEPTH EPSILON
import { loadModel } from '../../src/onnx/load.js';
import { timeBounds } from '../support/bound-timing.js';
import { generatedInputs, generatedNet } from '../support/generated-net.js';

const [side = 16, width = 8, depth = 4, epsilon = 0.01] = process.argv.slice(2).map(Number);
const graph = loadModel(generatedNet({ side, width, depth }));
console.log(
  JSON.stringify(timeBounds({ graph, inputs: generatedInputs(side, 2), epsilon, norm: 'linf', kernel: 'auto', rounds: 2, seconds: 3 })),
);
