import { describe, expect, it } from 'vitest';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { loadModel } from '../../src/onnx/load.js';
import { ints, type NodeSpec } from '../support/onnx-writer.js';
import { type Operator, plantedFaults, plantMaximum } from '../support/planted.js';
import { channelsFirst, type MapSize, maxPool, type WindowSpec } from '../support/window-reference.js';

/** A max-pool; `wrong` changes what the file says, not what is expected. */
function pool(size: MapSize, window: WindowSpec, wrong: NodeSpec['attributes'] = {}): Operator {
  const { kernel, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], ceil = false } = window;
  const attributes = { kernel_shape: kernel, strides, dilations, pads, ceil_mode: ceil ? 1 : 0, ...wrong };
  return {
    shape: [1, ...size],
    nodes: [{ op: 'MaxPool', inputs: ['v'], outputs: ['f'], attributes }],
    define: (v) => maxPool(v, size, window),
  };
}

/** Zeros around the map, and a pool without padding after it. */
function paddedWithZeros(size: MapSize, { pads = [0, 0, 0, 0], ...window }: WindowSpec): Operator {
  const [top, left, bottom, right] = pads;
  const inner = pool(size, window);
  return {
    ...inner,
    initializers: { around: ints(0, 0, top, left, 0, 0, bottom, right) },
    nodes: [
      { op: 'Pad', inputs: ['v', 'around'], outputs: ['g'] },
      { ...inner.nodes[0]!, inputs: ['g'] },
    ],
  };
}

function channelsLastPool(perm: readonly number[]): Operator {
  const size: MapSize = [3, 3, 3];
  const window: WindowSpec = { kernel: [2, 2], pads: [0, 0, 1, 1] };
  const inner = pool(size, window);
  return {
    shape: [1, 3, 3, 3],
    nodes: [
      { op: 'Transpose', inputs: ['v'], outputs: ['g'], attributes: { perm } },
      { ...inner.nodes[0]!, inputs: ['g'] },
    ],
    define: (v) => maxPool(channelsFirst(v, size), size, window),
  };
}

const padded: WindowSpec = { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
const lopsided: WindowSpec = { kernel: [2, 3], strides: [2, 2], pads: [1, 2, 0, 0] };
const dilated: WindowSpec = { kernel: [2, 2], strides: [3, 3], dilations: [2, 2] };
const overlapping: WindowSpec = { kernel: [3, 2], strides: [1, 1] };
const overhanging: WindowSpec = { kernel: [2, 2], strides: [2, 2], ceil: true };

const pools: Readonly<Record<string, Operator>> = {
  'a padded max-pool': pool([2, 5, 5], padded),
  'a max-pool of asymmetric pads': pool([1, 5, 5], lopsided),
  'a dilated max-pool': pool([1, 6, 6], dilated),
  'an overlapping max-pool': pool([2, 4, 3], overlapping),
  'a max-pool with ceil_mode': pool([1, 5, 5], overhanging),
  'a channels-last max-pool': channelsLastPool([0, 3, 1, 2]),
};

const mutants: Readonly<Record<string, readonly [keyof typeof pools, Operator]>> = {
  'zeros in the padding': ['a padded max-pool', paddedWithZeros([2, 5, 5], padded)],
  'begin and end of pads swapped': ['a max-pool of asymmetric pads', pool([1, 5, 5], lopsided, { pads: [0, 0, 1, 2] })],
  'dilations ignored': ['a dilated max-pool', pool([1, 6, 6], dilated, { dilations: [1, 1] })],
  'height and width of the kernel swapped': ['an overlapping max-pool', pool([2, 4, 3], overlapping, { kernel_shape: [2, 3], strides: [2, 1], pads: [0, 0, 0, 1] })],
  'zeros in the overhang of ceil_mode': ['a max-pool with ceil_mode', paddedWithZeros([1, 5, 5], { ...overhanging, ceil: false, pads: [0, 0, 1, 1] })],
  'NHWC read as NCHW': ['a channels-last max-pool', channelsLastPool([0, 1, 2, 3])],
}; // prettier-ignore

const engine = createWasmEngine();
const methods = ['interval', 'crown-interval', 'cnn-cert'] as const;
const norms = ['linf', 'l2', 'l1'] as const;

describe.each(Object.entries(pools))('a counterexample planted behind %s', (_, operator) => {
  it.each(methods.flatMap((method) => norms.map((norm) => ({ method, norm }))))('is respected by $method in $norm', ({ method, norm }) => {
    const planted = [1, 2, 3, 4].map((seed) => plantMaximum(operator, norm, seed));
    const faults = planted.map((plant) => plantedFaults(loadModel(plant.bytes), plant, norm, method, engine));
    expect(faults).toEqual([[], [], [], []]);
  });
});

describe('a loader that reads a max-pool wrongly is caught by a false certificate', () => {
  it.each(Object.entries(mutants))('%s', (_, [operator, wrong]) => {
    const right = pools[operator]!;
    const faults = norms.flatMap((norm) =>
      [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) => {
        const planted = plantMaximum(right, norm, seed);
        const misread = loadModel(plantMaximum({ ...wrong, define: right.define }, norm, seed).bytes);
        return plantedFaults(misread, planted, norm, 'cnn-cert', engine);
      }),
    );
    expect(faults).toContainEqual(expect.stringContaining('false certificate'));
  });
});
