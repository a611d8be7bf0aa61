import { describe, expect, it } from 'vitest';
import { sharedModels } from '../support/shared-models.js';
import { checkBounds, type TreatmentName, treatmentOf } from '../support/treatments.js';
import { elements, toInternal } from '../support/vnncomp.js';
import { inputOf, loadWild, type WildFunction } from '../support/wild.js';

const files = sharedModels('data', 'wild');

/** Evaluated slowly for their size: their windows are as wide as a line of 784 elements. */
const LIGHTER = ['vnncomp2020_nln/logsig_200_100_50_onnx.onnx', 'vnncomp2020_nln/tansig_200_100_50_onnx.onnx'];

function treat({ name, graph }: WildFunction): TreatmentName {
  return LIGHTER.includes(name) ? 'whole' : treatmentOf(elements(graph));
}

/**
 * Balls in which bounds are not finite, and the share of their radius for which they are. Arcus functions leave their domain, squares
 * and exponentials of intervals overflow or meet a reciprocal that goes through 0.
 */
const SHRUNK: Readonly<Record<string, readonly string[]>> = {
  'ezkl/1l_instance_norm.onnx': ['l2 x 32: 0.125', 'l1 x 32: 0.125'],
  'ezkl/1l_softmax.onnx': ['l1 x 32: 0.125'],
  'ezkl/layernorm.onnx': ['l2 x 32: 0.125', 'l1 x 32: 0.125'],
  'ezkl/trig.onnx': ['l2 x 32: 0.125', 'l1 x 32: 0.015625', 'l2 clipped x 32: 0.125', 'l1 clipped x 32: 0.125'],
  'marabou/self-attention-mnist-pgd-medium-sim.onnx': ['linf x 1: 0.125', 'l2 x 1: 0.125', 'l1 x 1: 0.125', 'linf x 8: 0.015625', 'l2 x 8: 0.015625', 'l1 x 8: 0.015625'],
  'marabou/softmax-last-layer.onnx': ['linf x 32: 0.015625', 'l2 x 32: 0.015625', 'l1 x 32: 0.015625', 'linf clipped x 32: 0.125', 'l2 clipped x 32: 0.125', 'l1 clipped x 32: 0.125'],
  'onnx-mlir/mnist.onnx': ['linf x 32: 0.125', 'l2 x 32: 0.125', 'l1 x 32: 0.015625', 'l2 clipped x 32: 0.125', 'l1 clipped x 32: 0.125'],
  'onnxruntime/cnn_mnist_pytorch.onnx': ['l1 x 8: 0.125'],
}; // prettier-ignore

describe.skipIf(files.length === 0)('bounds of models from the wild', () => {
  it.each(files)('hold at every sampled and attacked point of $name', { timeout: 600_000 }, (file) => {
    for (const wild of loadWild(file).functions) {
      const { name, graph } = wild;
      const { violations, shrunk } = checkBounds(graph, toInternal(graph, inputOf(file.name, graph)), treat(wild));
      expect({ name, violations, shrunk }).toEqual({ name, violations: [], shrunk: SHRUNK[name] ?? [] });
    }
  });

  it('are checked for every output that loads', { timeout: 600_000 }, () => {
    const counts = {
      loads: 0,
      functions: 0,
      ofOneInput: 0,
      refused: {} as Record<string, number>,
      treatments: {} as Record<string, number>,
    };
    for (const file of files) {
      const { loads, functions, refused } = loadWild(file);
      if (loads) counts.loads++;
      counts.functions += functions.length;
      counts.ofOneInput += functions.filter(({ name }) => name.includes(' of ')).length;
      for (const code of refused) counts.refused[code] = (counts.refused[code] ?? 0) + 1;
      for (const wild of functions) counts.treatments[treat(wild)] = (counts.treatments[treat(wild)] ?? 0) + 1;
    }
    expect(counts).toMatchInlineSnapshot(`
      {
        "functions": 213,
        "loads": 163,
        "ofOneInput": 22,
        "refused": {
          "MODEL_INPUT": 14,
          "MODEL_PARSE": 1,
          "MODEL_SHAPE": 3,
          "OPSET": 4,
          "TENSOR_TYPE": 1,
          "UNSUPPORTED_OPERATOR": 12,
        },
        "treatments": {
          "interval": 2,
          "last": 8,
          "thorough": 158,
          "tiny": 20,
          "whole": 25,
        },
      }
    `);
  });
});
