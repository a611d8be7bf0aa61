import { ballRegion, type Norm } from '../../src/bounds/region.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import { Classifier } from '../../src/certify/classifier.js';
import { Margins } from '../../src/certify/margins.js';
import { marginRows, otherClasses } from '../../src/certify/specification.js';
import { readData } from '../../src/data/read.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { loadModel } from '../../src/onnx/load.js';
import { generatedInputs, generatedNet, type NetSpec } from './generated-net.js';
import { simdToMeasure } from './simd.js';

/** A network with an input: of files (by default the first), or generated. */
export type NetSource = { readonly model: Uint8Array; readonly inputs: string; readonly image?: number } | NetSpec;

/** What bounds all margins of an input over a ball, each time it is called. */
export function boundTask(source: NetSource, epsilon: number, kernel: Kernel, norm: Norm = 'linf'): () => Float64Array {
  const isFile = 'model' in source;
  const graph = loadModel(isFile ? source.model : generatedNet(source));
  const input = isFile
    ? readData(source.inputs, { inputShape: graph.input.shape }).item(source.image ?? 0)
    : generatedInputs(source.side, 1)[0];
  if (input === undefined) throw new Error('there is no input');
  const classifier = new Classifier(graph, createWasmEngine({ simd: simdToMeasure() }));
  const point = classifier.toInternal(input);
  const label = classifier.logits(point).reduce((best, value, index, all) => (value > (all[best] ?? NaN) ? index : best), 0);
  const margins = new Margins(classifier, marginRows(classifier, label, otherClasses(classifier, label), 0.5));
  return () => margins.lowerBounds(ballRegion(norm, point, epsilon, null, null), { method: 'cnn-cert', relaxation: 'adaptive', kernel });
}
