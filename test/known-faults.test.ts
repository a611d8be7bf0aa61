import { describe, expect, it } from 'vitest';
import { certifyInput } from '../src/certify/certify-input.js';
import { Classifier } from '../src/certify/classifier.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../src/certify/settings.js';
import { createWasmEngine } from '../src/engine/wasm/wasm-engine.js';
import { ModelError } from '../src/errors.js';
import { withNormalisation } from '../src/graph/rewrites/normalise-input.js';
import { loadModel } from '../src/onnx/load.js';
import type { CertifyReport } from '../src/report/schema.js';
import { cli, linearModel } from './cli/support.js';
import { npy, tempFiles } from './data/files.js';
import { evaluateGraph } from './support/evaluate.js';
import { loadOne, type OneOp, oneOp, runtimeDifference, weights } from './support/onnx-runtime.js';
import { ints, model, real, tensor } from './support/onnx-writer.js';

/** What other tools got wrong, each case once, beside the tests of the parts that it belongs to. */
const TOLERANCE = 3e-6;
const engine = createWasmEngine();
const file = tempFiles();
const linear = file('linear.onnx', linearModel());
const point = file('point.npy', npy('<f8', [1, 2], Float64Array.of(1, 0.25)));

const values = (spec: OneOp, ...x: number[]): number[] => [...evaluateGraph(loadOne(spec), Float64Array.from(x))];
const messageOf = (bytes: Uint8Array): string => {
  try {
    loadModel(bytes);
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  throw new Error('it loaded');
};
const certify = (bytes: Uint8Array, input: number[], settings: Partial<CertifySettings>) =>
  certifyInput(new Classifier(loadModel(bytes), engine), { index: 0, label: null, input }, { ...DEFAULT_SETTINGS, ...settings }, { now: () => 0 }); // prettier-ignore

describe('loading: Clip', () => {
  const asInputs = (names: string[], initializers: NonNullable<OneOp['initializers']> = {}): OneOp => ({ op: 'Clip', shape: [3], opset: 13, inputs: names, initializers }); // prettier-ignore
  const low = tensor([], [-1]);
  const high = tensor([], [2]);
  it.each<[string, OneOp, number[]]>([
    ['attributes before opset 11', { op: 'Clip', shape: [3], opset: 10, attributes: { min: real(-1), max: real(2) } }, [-1, 0.5, 2]],
    ['inputs from opset 11', asInputs(['x', 'low', 'high'], { low, high }), [-1, 0.5, 2]],
    ['a missing min', asInputs(['x', '', 'high'], { high }), [-9, 0.5, 2]],
    ['a missing max as the empty name', asInputs(['x', 'low', ''], { low }), [-1, 0.5, 9]],
    ['neither', asInputs(['x']), [-9, 0.5, 9]],
  ])('%s', (_, spec, wanted) => {
    expect(values(spec, -9, 0.5, 9)).toEqual(wanted);
  });

  it('a stray attribute of another opset is an error', () => {
    expect(messageOf(oneOp({ op: 'Clip', shape: [3], opset: 13, attributes: { max: real(2) } }))).toContain(
      'which opset 13 does not define',
    );
  });
});

describe('loading: attributes and layouts', () => {
  const c = weights([3, 4]);
  const bias = weights([1, 3]);
  const gemm = (attributes: NonNullable<OneOp['attributes']>, initializers: NonNullable<OneOp['initializers']>, shape: number[]): OneOp => ({ op: 'Gemm', shape, attributes, initializers }); // prettier-ignore
  const pooled = (op: string, attributes: NonNullable<OneOp['attributes']>): OneOp => ({ op, shape: [1, 2, 7, 6], attributes });
  const cases: Readonly<Record<string, OneOp>> = {
    'Gemm alpha, beta, transB and a broadcast bias': gemm({ alpha: real(0.5), beta: real(-2), transB: 1 }, { w: c, b: bias }, [1, 4]),
    'Gemm transA': gemm({ transA: 1 }, { w: weights([1, 3]) }, [1, 4]),
    'Flatten axis 0': { op: 'Flatten', shape: [1, 2, 3], attributes: { axis: 0 } },
    'Flatten axis 1': { op: 'Flatten', shape: [1, 2, 3], attributes: { axis: 1 } },
    'Flatten axis 2': { op: 'Flatten', shape: [1, 2, 3], attributes: { axis: 2 } },
    'Flatten axis -1': { op: 'Flatten', shape: [1, 2, 3], attributes: { axis: -1 } },
    'Sub of a mean per channel': { op: 'Sub', shape: [1, 3, 4, 4], initializers: { mean: weights([1, 3, 1, 1]) } },
    'Div by a std per channel': { op: 'Div', shape: [1, 3, 4, 4], initializers: { std: tensor([1, 3, 1, 1], [0.25, 0.3, 0.7]) } },
    'MaxPool kernel unlike stride': pooled('MaxPool', { kernel_shape: [3, 2], strides: [2, 1] }),
    'MaxPool pads [begin.., end..]': pooled('MaxPool', { kernel_shape: [3, 3], strides: [2, 2], pads: [2, 0, 1, 1] }),
    'SAME_UPPER with stride and dilation': { op: 'Conv', shape: [1, 2, 7, 6], initializers: { w: weights([2, 2, 3, 2]) }, attributes: { auto_pad: 'SAME_UPPER', strides: [2, 2] } },
    'SAME_LOWER with stride': { op: 'Conv', shape: [1, 2, 7, 6], initializers: { w: weights([2, 2, 2, 4]) }, attributes: { auto_pad: 'SAME_LOWER', strides: [2, 3] } },
    'GlobalAveragePool': { op: 'GlobalAveragePool', shape: [1, 2, 3, 5] },
    'Squeeze axes as attribute': { op: 'Squeeze', shape: [1, 2, 1], opset: 11, attributes: { axes: [-1] } },
    'Squeeze axes as input': { op: 'Squeeze', shape: [1, 2, 1], initializers: { a: ints(2) } },
    'Unsqueeze axes as attribute': { op: 'Unsqueeze', shape: [1, 2], opset: 11, attributes: { axes: [1] } },
    'Unsqueeze axes as input': { op: 'Unsqueeze', shape: [1, 2], initializers: { a: ints(-1) } },
    'ReduceSum axes as attribute': { op: 'ReduceSum', shape: [1, 2, 3], opset: 11, attributes: { axes: [2], keepdims: 0 } },
    'ReduceSum axes as input': { op: 'ReduceSum', shape: [1, 2, 3], initializers: { a: ints(1) } },
    'Reshape 0 and -1': { op: 'Reshape', shape: [1, 2, 3, 4], initializers: { s: ints(0, -1, 4) } },
    'Pad of another value': { op: 'Pad', shape: [1, 1, 2, 2], initializers: { p: ints(0, 0, 1, 0, 0, 0, 0, 2), v: tensor([], [-3]) } },
    'AveragePool with end pads': pooled('AveragePool', { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1], count_include_pad: 1 }),
    'BatchNormalization of a large epsilon': { op: 'BatchNormalization', shape: [1, 2, 2, 2], attributes: { epsilon: real(0.5) }, initializers: { s: weights([2]), b: weights([2], 3), m: weights([2], 4), v: tensor([2], [0.01, 3]) } },
  }; // prettier-ignore

  it.each(Object.entries(cases))('%s agrees with the runtime', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(TOLERANCE);
  });

  it('LeakyRelu has alpha 0.01 where the file says nothing', () => {
    const [negative = NaN, positive] = values({ op: 'LeakyRelu', shape: [2] }, -100, 3);
    expect([Math.abs(negative + 1) < 1e-6, positive]).toEqual([true, 3]);
  });

  it('AveragePool 1..9 with pads (0, 3), kernel 7, stride 3, ceil_mode and count_include_pad is 4, 5.571, 4', () => {
    const attributes = { kernel_shape: [7], strides: [3], pads: [0, 3], ceil_mode: 1, count_include_pad: 1 };
    const found = values({ op: 'AveragePool', shape: [1, 1, 9], opset: 19, attributes }, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(found.map((value) => Number(value.toFixed(3)))).toEqual([4, 5.571, 4]);
  });

  it('unknown operators are told all at once, with name, operator and opset', () => {
    const nodes = ['Foo', 'Bar', 'Baz'].map((op, i) => ({ op, name: `n${i}`, inputs: [i === 0 ? 'x' : `t${i}`], outputs: [`t${i + 1}`] }));
    const message = messageOf(model({ inputs: [{ name: 'x', shape: [2] }], outputs: ['t3'], nodes }));
    expect(message.split('\n')[0]).toBe('3 nodes of the model are not supported:');
    for (const [i, op] of ['Foo', 'Bar', 'Baz'].entries()) expect(message).toContain(`${op} 'n${i}' (opset 17)`);
  });

  it('the activation is read from the graph: the same weights give other bounds with another one', () => {
    const net = (op: string) => oneOp({ op, shape: [1, 2], before: [{ op: 'Neg', inputs: ['input'], outputs: ['x'] }] });
    const radius = (op: string) => certify(net(op), [-3, 1], {}).certifiedRadius;
    expect(radius('Relu')).toBeCloseTo(2, 2);
    expect(radius('Elu')).toBeCloseTo(2, 2);
    expect(certify(net('Tanh'), [-3, 1], {}).cleanMargin).toBeCloseTo(Math.tanh(3) + Math.tanh(1), 12);
  });

  it('eps = 0 is allowed, and so is an input of which every element is fixed', () => {
    expect(certify(linearModel(), [1, 0.25], { epsilon: 0 }).verdict).toBe('certified');
    expect(certify(linearModel(), [1, 0.25], { epsilon: 9, weights: Float64Array.of(0, 0) }).verdict).toBe('certified');
  });

  it('a clamp written as Min(Max(x, 0.5), 0.75) is within [0.5, 0.75], at infinity too', () => {
    const nodes = [{ op: 'Max', inputs: ['x', 'low'], outputs: ['a'] }, { op: 'Min', inputs: ['a', 'high'], outputs: ['y'] }]; // prettier-ignore
    const initializers = { low: tensor([], [0.5]), high: tensor([], [0.75]) };
    const graph = loadModel(model({ inputs: [{ name: 'x', shape: [3] }], outputs: ['y'], initializers, nodes }));
    expect([...evaluateGraph(graph, Float64Array.of(-1e300, 0.625, 1e300))]).toEqual([0.5, 0.625, 0.75]);
  });
});

describe('epsilon, norms, data', () => {
  it('epsilon is in the units of the raw input, whatever the std: an ellipsoid for l2', () => {
    // Margins of the model on z = (x - mean) / std: 2 z0 + z1 and z0 - z1.
    const graph = withNormalisation(loadModel(linearModel()), [1], [4]);
    const radius = (norm: 'l2' | 'linf') =>
      certifyInput(new Classifier(graph, engine), { index: 0, label: 0, input: [9, 1] }, { ...DEFAULT_SETTINGS, norm }, { now: () => 0 });
    // z = (2, 0): margins 4 and 2, gradients (2, 1) / 4 and (1, -1) / 4.
    expect(radius('linf').certifiedRadius).toBeCloseTo(4, 1);
    expect(radius('l2').certifiedRadius).toBeCloseTo((2 * 4) / Math.SQRT2, 1);
  });

  it.each(['-0.1', 'nan', 'inf', '1e', 'half', '1/0', ''])('epsilon %j is an error', async (epsilon) => {
    const { exitCode, stdout } = await cli(['certify', linear, '--data', point, '--eps', epsilon]);
    expect([exitCode, stdout]).toEqual([2, '']);
  });

  it('inputs outside the declared range are errors, not certificates', async () => {
    const { stdout } = await cli(['certify', linear, '--data', point, '--clip', '0', '0.5', '--eps', '0.1', '--json']);
    const [only] = (JSON.parse(stdout) as CertifyReport).inputs;
    expect([only?.status, only?.verdict]).toEqual(['error', 'unknown']);
  });

  it('l1 and l2 are as good as linf', () => {
    // Margins 0.75 = x0 - x1 and 2.25 = 2 x0 + x1 at (1, 0.25).
    const radius = (norm: 'l1' | 'l2' | 'linf') => certify(linearModel(), [1, 0.25], { norm }).certifiedRadius;
    expect(radius('linf')).toBeCloseTo(0.375, 2);
    expect(radius('l2')).toBeCloseTo(0.75 / Math.SQRT2, 2);
    expect(radius('l1')).toBeCloseTo(0.75, 2);
  });

  it('an epsilon an element is honoured, and 0 fixes the element', () => {
    expect(certify(linearModel(), [1, 0.25], { weights: Float64Array.of(0, 1) }).certifiedRadius).toBeCloseTo(0.75, 2);
    expect(certify(linearModel(), [1, 0.25], { weights: Float64Array.of(1, 2) }).certifiedRadius).toBeCloseTo(0.25, 2);
  });

  it('misclassified inputs are in every denominator with radius 0, and what did not run is null', async () => {
    const two = file('two.npy', npy('<f8', [2, 2], Float64Array.of(1, 0.25, 1, 0.25)));
    const { stdout } = await cli(['certify', linear, '--data', two, '--labels', '0,1', '--json']);
    const { inputs, summary } = JSON.parse(stdout) as CertifyReport;
    expect(inputs.map(({ certifiedRadius }) => certifiedRadius === 0)).toEqual([false, true]);
    expect([summary.inputs, summary.correct, summary.cleanAccuracy, summary.radius?.min]).toEqual([2, 1, 0.5, 0]);
    const broken = await cli([
      'certify',
      linear,
      '--data',
      file('nan.npy', npy('<f8', [2, 2], Float64Array.of(1, 0.25, NaN, 0))),
      '--json',
    ]);
    const [, failed] = (JSON.parse(broken.stdout) as CertifyReport).inputs;
    expect([failed?.status, failed?.certifiedRadius ?? null]).toEqual(['error', null]);
  });

  it('a missing optional package never changes a result', async () => {
    const argv = ['certify', linear, '--data', point, '--json'];
    const radius = async (packages: Record<string, null>) =>
      (JSON.parse((await cli(argv, { packages })).stdout) as CertifyReport).inputs[0]?.certifiedRadius;
    expect(await radius({ 'onnxruntime-node': null })).toBe(await radius({}));
  });
});
