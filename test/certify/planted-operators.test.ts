import { describe, expect, it } from 'vitest';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { loadModel } from '../../src/onnx/load.js';
import { type NodeSpec, real, tensor } from '../support/onnx-writer.js';
import { type Affine, plantedFaults, plantHalfSpace, plantPeak } from '../support/planted.js';
import { Random } from '../support/random.js';
import {
  averagePool,
  channelsFirst,
  channelsLast,
  convolve,
  convolveTransposed,
  type MapSize,
  type WindowSpec,
} from '../support/window-reference.js';

/** Weights >= 0, multiples of 1/8. */
function positive(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length }, () => random.integer(0, 8) / 8);
}

function attributesOf({ kernel, strides, dilations, pads, ceil }: WindowSpec): NodeSpec['attributes'] {
  return {
    kernel_shape: kernel,
    ...(strides === undefined ? {} : { strides }),
    ...(dilations === undefined ? {} : { dilations }),
    ...(pads === undefined ? {} : { pads }),
    ...(ceil === true ? { ceil_mode: 1 } : {}),
  };
}

interface ConvCase {
  readonly size: MapSize;
  readonly outputs: number;
  readonly window: WindowSpec;
  readonly groups?: number;
  readonly seed?: number;
}

/** A convolution; `wrong` changes what the file says, not what is expected. */
function conv({ size, outputs, window, groups = 1, seed = 3 }: ConvCase, wrong: NodeSpec['attributes'] = {}): Affine {
  const filter = positive((outputs * size[0] * window.kernel[0] * window.kernel[1]) / groups, seed);
  return {
    shape: [1, ...size],
    initializers: { k: tensor([outputs, size[0] / groups, ...window.kernel], filter) },
    nodes: [{ op: 'Conv', inputs: ['v', 'k'], outputs: ['f'], attributes: { ...attributesOf(window), group: groups, ...wrong } }],
    define: (v) => convolve(v, size, filter, outputs, window, groups),
  };
}

function pool(size: MapSize, window: WindowSpec, countPadding: boolean, wrong: NodeSpec['attributes'] = {}): Affine {
  const attributes = { ...attributesOf(window), count_include_pad: countPadding ? 1 : 0, ...wrong };
  return {
    shape: [1, ...size],
    nodes: [{ op: 'AveragePool', inputs: ['v'], outputs: ['f'], attributes }],
    define: (v) => averagePool(v, size, window, countPadding),
  };
}

function transposed(window: WindowSpec, after: readonly [number, number], wrong: NodeSpec['attributes'] = {}, flip = false): Affine {
  const size: MapSize = [2, 3, 3];
  const taps = window.kernel[0] * window.kernel[1];
  const filter = positive(2 * 2 * taps, 5);
  const stored = flip ? filter.map((_, i) => filter[Math.floor(i / taps) * taps + (taps - 1 - (i % taps))]!) : filter;
  const attributes = { ...attributesOf(window), output_padding: after, ...wrong };
  return {
    shape: [1, ...size],
    initializers: { k: tensor([2, 2, ...window.kernel], stored) },
    nodes: [{ op: 'ConvTranspose', inputs: ['v', 'k'], outputs: ['f'], attributes }],
    define: (v) => convolveTransposed(v, size, filter, 2, window, after),
  };
}

/** The layout of TensorFlow exports: the input is [1, H, W, C], and every operator stands between two transpositions. */
function channelsLastConv(perm: readonly number[]): Affine {
  const size: MapSize = [3, 3, 3];
  const inner = conv({ size, outputs: 2, window: { kernel: [2, 2], pads: [0, 0, 1, 1] } });
  return {
    shape: [1, 3, 3, 3],
    initializers: inner.initializers!,
    nodes: [
      { op: 'Transpose', inputs: ['v'], outputs: ['first'], attributes: { perm } },
      { op: 'Conv', inputs: ['first', 'k'], outputs: ['g'], attributes: inner.nodes[0]!.attributes! },
      { op: 'Transpose', inputs: ['g'], outputs: ['f'], attributes: { perm: [0, 2, 3, 1] } },
    ],
    define: (v) => channelsLast(inner.define(channelsFirst(v, size)), [2, 3, 3]),
  };
}

function residual(around: readonly [string, string] = ['v', 'g']): Affine {
  const inner = conv({ size: [2, 4, 4], outputs: 2, window: { kernel: [3, 3], pads: [1, 1, 1, 1] } });
  return {
    ...inner,
    nodes: [
      { ...inner.nodes[0]!, outputs: ['g'] },
      { op: 'Add', inputs: around, outputs: ['f'] },
    ],
    define: (v) => inner.define(v).map((value, i) => value + v[i]!),
  };
}

function concatenation(order: readonly string[] = ['one', 'two']): Affine {
  const size: MapSize = [2, 3, 3];
  const window: WindowSpec = { kernel: [2, 2] };
  const first = conv({ size, outputs: 2, window, seed: 8 });
  const second = conv({ size, outputs: 2, window, seed: 9 });
  return {
    shape: first.shape,
    initializers: { k: first.initializers!['k']!, l: second.initializers!['k']! },
    nodes: [
      { ...first.nodes[0]!, outputs: ['one'] },
      { ...second.nodes[0]!, inputs: ['v', 'l'], outputs: ['two'] },
      { op: 'Concat', inputs: order, outputs: ['f'], attributes: { axis: 1 } },
    ],
    define: (v) => Float64Array.of(...first.define(v), ...second.define(v)),
  };
}

/** Batch normalisation before a zero-padded convolution: the padding is zero after it. `naive`: the shift is in the padding too. */
function normalised(naive = false): Affine {
  const size: MapSize = [2, 3, 3];
  const window: WindowSpec = { kernel: [3, 3], pads: [1, 1, 1, 1] };
  const inner = conv({ size, outputs: 2, window });
  const [scale, shift, mean, variance] = [[1, 0.5], [2, 1], [-1, -2], [4, 1]] as const; // prettier-ignore
  const epsilon = 0.25;
  const norm = (value: number, c: number) => ((value - mean[c]!) / Math.sqrt(variance[c]! + epsilon)) * scale[c]! + shift[c]!;
  const pads = { pads: naive ? [0, 0, 0, 0] : [1, 1, 1, 1] };
  const statistics = { scale: tensor([2], scale), shift: tensor([2], shift), mean: tensor([2], mean), variance: tensor([2], variance) };
  return {
    shape: [1, ...size],
    initializers: { ...inner.initializers, ...statistics, around: { dims: [8], data: [0, 0, 1, 1, 0, 0, 1, 1], type: 'int64' } },
    nodes: [
      ...(naive ? [{ op: 'Pad', inputs: ['v', 'around'], outputs: ['padded'] }] : []),
      {
        op: 'BatchNormalization',
        inputs: [naive ? 'padded' : 'v', 'scale', 'shift', 'mean', 'variance'],
        outputs: ['n'],
        attributes: { epsilon: real(epsilon) },
      },
      { ...inner.nodes[0]!, inputs: ['n', 'k'], attributes: { ...inner.nodes[0]!.attributes, ...pads } },
    ],
    define: (v) => inner.define(v.map((value, i) => norm(value, Math.floor(i / 9)))),
  };
}

/** The groups of a filter in the other order. */
function swapGroups({ initializers, ...rest }: Affine): Affine {
  const { dims, data } = initializers!['k']!;
  const half = data.length / 2;
  const values = Array.from(data);
  return { ...rest, initializers: { k: tensor(dims, [...values.slice(half), ...values.slice(0, half)]) } };
}

const dilated: ConvCase = { size: [2, 6, 6], outputs: 2, window: { kernel: [2, 2], dilations: [2, 2], strides: [3, 3] } };
const grouped: ConvCase = { size: [4, 3, 3], outputs: 4, window: { kernel: [2, 2] }, groups: 2 };
const lopsided: ConvCase = { size: [2, 4, 4], outputs: 2, window: { kernel: [3, 2], pads: [2, 1, 0, 0], strides: [1, 2] } };
const padded: WindowSpec = { kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
const overhanging: WindowSpec = { kernel: [3, 3], strides: [2, 2], pads: [0, 1, 0, 0], ceil: true };
const widened: WindowSpec = { kernel: [3, 2], strides: [2, 2], pads: [1, 0, 0, 1] };

const operators: Readonly<Record<string, Affine>> = {
  'a dilated convolution': conv(dilated),
  'a grouped convolution': conv(grouped),
  'a depthwise convolution': conv({ size: [3, 4, 4], outputs: 3, window: { kernel: [2, 2], strides: [2, 2] }, groups: 3 }),
  'a convolution of asymmetric pads': conv(lopsided),
  'an average pool that counts its padding': pool([2, 5, 5], padded, true),
  'an average pool that does not count its padding': pool([2, 5, 5], padded, false),
  'an average pool with ceil_mode': pool([1, 4, 5], overhanging, true),
  'an average pool with dilations': pool([2, 5, 5], { kernel: [2, 3], dilations: [3, 2] }, false),
  'a transposed convolution': transposed(widened, [1, 0]),
  'a residual block': residual(),
  'a channels-last convolution': channelsLastConv([0, 3, 1, 2]),
  'a concatenation': concatenation(),
  'a normalisation before padding': normalised(),
};

/** What a loader gets wrong that ignores or confuses an attribute, written as the file that it would have read. */
const mutants: Readonly<Record<string, readonly [keyof typeof operators, Affine]>> = {
  'dilations ignored': ['a dilated convolution', conv(dilated, { dilations: [1, 1] })],
  'the order of groups swapped': ['a grouped convolution', swapGroups(conv(grouped))],
  'begin and end of pads swapped': ['a convolution of asymmetric pads', conv(lopsided, { pads: [0, 0, 2, 1] })],
  'pads read as [begin, end, begin, end]': ['a convolution of asymmetric pads', conv(lopsided, { pads: [2, 0, 0, 1] })],
  'count_include_pad ignored': [
    'an average pool that counts its padding',
    pool([2, 5, 5], padded, true, { count_include_pad: 0 }),
  ],
  'count_include_pad taken for set': [
    'an average pool that does not count its padding',
    pool([2, 5, 5], padded, false, { count_include_pad: 1 }),
  ],
  'the overhang of ceil_mode counted': [
    'an average pool with ceil_mode',
    pool([1, 4, 5], overhanging, true, { pads: [0, 1, 1, 1], ceil_mode: 0 }),
  ],
  'NHWC read as NCHW': ['a channels-last convolution', channelsLastConv([0, 1, 2, 3])],
  'NHWC read as NCWH': ['a channels-last convolution', channelsLastConv([0, 3, 2, 1])],
  'the filter of ConvTranspose flipped': ['a transposed convolution', transposed(widened, [1, 0], {}, true)],
  'output_padding put in front': ['a transposed convolution', transposed(widened, [1, 0], { pads: [0, 0, 0, 1], output_padding: [0, 0] })],
  'a skip connection around nothing': ['a residual block', residual(['g', 'g'])],
  'inputs of Concat in the wrong order': ['a concatenation', concatenation(['two', 'one'])],
  'a shift folded through zero padding': ['a normalisation before padding', normalised(true)],
}; // prettier-ignore

const engine = createWasmEngine();
const methods = ['interval', 'crown-interval', 'cnn-cert'] as const;
const norms = ['linf', 'l2', 'l1'] as const;

describe.each(Object.entries(operators))('a counterexample planted behind %s', (_, affine) => {
  it.each(methods.flatMap((method) => norms.map((norm) => ({ method, norm }))))('is respected by $method in $norm', ({ method, norm }) => {
    const planted = [plantHalfSpace(affine, norm, 1), plantHalfSpace(affine, norm, 2), plantPeak(affine, norm, 3)];
    const faults = planted.map((plant) => plantedFaults(loadModel(plant.bytes), plant, norm, method, engine));
    expect(faults).toEqual([[], [], []]);
  });
});

describe('a loader that reads an attribute wrongly is caught by a false certificate', () => {
  it.each(Object.entries(mutants))('%s', (_, [operator, wrong]) => {
    const right = operators[operator]!;
    const faults = norms.flatMap((norm) =>
      [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) => {
        const planted = plantHalfSpace(right, norm, seed);
        const misread = loadModel(plantHalfSpace({ ...wrong, define: right.define }, norm, seed).bytes);
        return plantedFaults(misread, planted, norm, 'cnn-cert', engine);
      }),
    );
    expect(faults).toContainEqual(expect.stringContaining('false certificate'));
  });
});
