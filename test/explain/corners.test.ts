import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputBall } from '../../src/certify/input-ball.js';
import { convLayers } from '../../src/explain/layers.js';
import { createPerturber } from '../../src/explain/perturb/create.js';
import { type RegionBounds, regionBounds } from '../../src/explain/region-bounds.js';
import { draws } from '../../src/graph/noise/draws.js';
import { appendOutput } from '../../src/onnx/append-output.js';
import { runRuntime } from '../support/onnx-runtime.js';
import { Random } from '../support/random.js';
import { classifierOf, image } from './support.js';

const EPSILON = 0.02;

function boundsOf(name: string) {
  const classifier = classifierOf(name);
  const layers = convLayers(classifier.graph, 'before');
  const ball = new InputBall('linf', classifier.toInternal(image(4)), null, null);
  const bounds = regionBounds(classifier, layers, ball.region(EPSILON), 0, () => undefined) as RegionBounds;
  return { classifier, layers, ball, bounds };
}

describe.each(['fmnist_resnet.onnx', 'fmnist_tanh.onnx', 'fmnist_nstate.onnx'])('the first convolution of %s', (name) => {
  it('has bounds that the corners of the ball attain: bounds drawn in by a millionth would not hold', () => {
    const { classifier, layers, ball, bounds } = boundsOf(name);
    const random = new Random(9);
    const { conv } = layers[0]!;
    const { width, height, channels } = conv.shape;
    const { lower, upper } = bounds.layers[0]!;
    for (let run = 0; run < 8; run++) {
      const k = random.integer(0, width * height * channels - 1);
      const gradient = at(classifier, conv.id, k);
      const ends = [1, -1].map((side) => {
        classifier.program.evaluate(ball.centre.map((x, i) => x + side * EPSILON * (1 - 1e-13) * Math.sign(gradient[i]!)));
        return classifier.program.valuesOf(conv.id)[k]!;
      });
      const inset = 1e-6 * (upper[k]! - lower[k]!);
      expect([ends[0]! <= upper[k]!, ends[1]! >= lower[k]!]).toEqual([true, true]);
      expect([ends[0]! <= upper[k]! - inset, ends[1]! >= lower[k]! + inset]).toEqual([false, false]);
    }
  });
});

/** How element k of the first convolution depends on the input: the convolution is linear. */
function at({ graph, program }: ReturnType<typeof classifierOf>, id: number, k: number): Float64Array {
  const conv = convLayers(graph, 'before')[0]!.conv;
  const { width, channels } = conv.shape;
  const input = program.node(0).shape;
  const [channel, position] = [k % channels, Math.floor(k / channels)];
  const [y, x] = [Math.floor(position / width), position % width];
  expect(conv.id).toBe(id);
  const gradient = new Float64Array(input.height * input.width);
  for (let ky = 0; ky < conv.kernelHeight; ky++)
    for (let kx = 0; kx < conv.kernelWidth; kx++) {
      const [row, column] = [y * conv.strideY + ky - conv.padTop, x * conv.strideX + kx - conv.padLeft];
      if (row < 0 || column < 0 || row >= input.height || column >= input.width) continue;
      gradient[row * input.width + column] = conv.weights[(channel * conv.kernelHeight + ky) * conv.kernelWidth + kx]!;
    }
  return gradient;
}

describe.each(['fmnist_tanh.onnx', 'fmnist_lenet.onnx'])('%s in ONNX Runtime', (name) => {
  it('has float32 values inside the bounds, up to float32 rounding', async () => {
    const { classifier, layers, ball, bounds } = boundsOf(name);
    const { copy } = createPerturber({ kind: 'linf', epsilon: EPSILON }, ball, classifier.program.node(0).shape, draws(2));
    const input = classifier.fromInternal(copy(0));
    for (const [position, layer] of layers.entries()) {
      const tensor = `${layer.name}_output_0`;
      const { data } = await runRuntime(appendOutput(readFileSync(`models/${name}`), tensor), 'input', [1, 1, 28, 28], input, tensor);
      const { lower, upper } = bounds.layers[position]!;
      const { height, width, channels } = layer.shape;
      const worst = data.reduce((most, value, k) => {
        const internal = (k % (height * width)) * channels + Math.floor(k / (height * width));
        return Math.max(most, (lower[internal]! - value) / (1 + Math.abs(value)), (value - upper[internal]!) / (1 + Math.abs(value)));
      }, -Infinity);
      expect(data.length).toBe(lower.length);
      expect(worst).toBeLessThan(1e-6);
    }
  });
});
