import { describe, expect, it } from 'vitest';
import { meanField } from '../../src/depth/mean-field.js';
import { modelDepth } from '../../src/depth/model-depth.js';
import { optimalInitialisation } from '../../src/depth/optimum.js';
import { nStateSteps } from '../../src/depth/steps.js';
import { loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { model, type NodeSpec, real, tensor, type TensorSpec } from '../support/onnx-writer.js';
import { Random } from '../support/random.js';

type Initializers = Readonly<Record<string, TensorSpec>>;

/** 8 x 8 weights +-size, as many of each: variance size^2, fan-in 8. */
const signs = (size: number): TensorSpec =>
  tensor(
    [8, 8],
    Array.from({ length: 64 }, (_, i) => ((i * 5 + (i >> 3)) % 2 === 0 ? size : -size)),
  );
const scalar = (value: number): TensorSpec => tensor([], [value]);
const gemm = (input: string, weights: string, output: string, bias?: string): NodeSpec => {
  return { op: 'Gemm', name: output, inputs: [input, weights, ...(bias === undefined ? [] : [bias])], outputs: [output] };
};
const node = (op: string, inputs: readonly string[], output: string): NodeSpec => ({ op, name: output, inputs, outputs: [output] });
const nState = (input: string, output: string): NodeSpec => {
  return { op: 'NState', name: output, domain: 'ai.cnncert', inputs: [input], outputs: [output], attributes: { states: 4, spacing: real(0.5) } };
}; // prettier-ignore

function load(
  nodes: readonly NodeSpec[],
  initializers: Initializers,
  output: string,
  shape: readonly number[] = [1, 8],
  keepScales = true,
) {
  const bytes = model({ inputs: [{ name: 'x', shape }], outputs: [output], initializers, nodes, domains: ['ai.cnncert'] });
  return loadModel(bytes, { keepScales });
}

/** The only quantised activation of the model. */
function only(nodes: readonly NodeSpec[], initializers: Initializers, output: string, shape?: readonly number[]) {
  const { activations } = modelDepth(load(nodes, initializers, output, shape));
  expect(activations).toHaveLength(1);
  return activations[0]!;
}

/** Gemm, what is between it and the quantiser, the quantiser, and a Gemm that reads it. */
function between(nodes: readonly NodeSpec[], initializers: Initializers = {}) {
  return only([gemm('x', 'w', 'h'), ...nodes, gemm('q', 'w', 'y')], { w: signs(0.5), ...initializers }, 'y');
}

describe('a quantised activation of a model', () => {
  it('is taken with its own thresholds, and the variances of the layer before it', () => {
    const w = signs(0.5);
    const b = tensor([8], [0.3, -0.1, 0.3, -0.1, 0.3, -0.1, 0.3, -0.1]);
    const found = only([gemm('x', 'w', 'h', 'b'), nState('h', 'q'), gemm('q', 'w', 'y')], { w, b }, 'y');
    const sigma = { sigmaW: Math.sqrt(8 * 0.25), sigmaB: 0.2 };
    expect(found).toMatchObject({ name: 'q', kind: 'n-state', steps: { thresholds: [-0.5, 0, 0.5], levels: [-1, -1 / 3, 1 / 3, 1] } });
    expect(found.layer).toMatchObject({ name: 'h', fanIn: 8, weightMean: 0, weightVariance: 0.25 });
    expect([found.layer?.biasMean, found.sigmaB].map((x) => x?.toFixed(6))).toEqual(['0.100000', '0.200000']);
    expect(found.field?.chi).toBeCloseTo(meanField(nStateSteps(4, 0.5), sigma)?.chi ?? NaN, 6);
    expect(found.optimum?.sigmaW).toBeCloseTo(optimalInitialisation(nStateSteps(4, 0.5), 0.2)?.sigmaW ?? NaN, 5);
    expect(found.left).toBe(found.field?.chi);
  });

  it('has the fan-in of a convolution: kernel times channels of the group', () => {
    const w = tensor([4, 3, 2, 2], new Random(3).array(48));
    const mean = w.data.length === 48 ? Array.from(w.data).map(Math.fround).reduce((a, b) => a + b, 0) / 48 : NaN;
    const variance = Array.from(w.data).map(Math.fround).reduce((a, b) => a + (b - mean) ** 2, 0) / 48;
    const nodes: NodeSpec[] = [{ op: 'Conv', name: 'h', inputs: ['x', 'w'], outputs: ['h'], attributes: { group: 2 } }, node('Sign', ['h'], 'q')];
    const found = only(nodes, { w }, 'q', [1, 6, 5, 5]);
    expect(found.layer?.fanIn).toBe(12);
    expect(found.sigmaW).toBeCloseTo(Math.sqrt(12 * variance), 12);
    expect(found).toMatchObject({ kind: 'sign', optimum: null, sigmaB: 0 });
    expect(found.field?.chi).toBeCloseTo(2 / Math.PI, 12);
  }); // prettier-ignore

  it('has the levels that its DequantizeLinear gives, and all 256 of them', () => {
    const pair = [node('QuantizeLinear', ['h', 's', 'z'], 'i'), node('DequantizeLinear', ['i', 's', 'z'], 'q')];
    const found = between(pair, { s: scalar(0.125), z: { dims: [], data: [128], type: 'uint8' } });
    const { thresholds, levels } = found.steps;
    expect([levels.length, levels[0], levels[128], levels[255]]).toEqual([256, -16, 0, 15.875]);
    expect([thresholds[0], thresholds[127], thresholds[254]]).toEqual([-15.9375, -0.0625, 15.8125]);
    expect(found.field?.correlation).toBeLessThan(1e-4);
    expect(found.kind).toBe('quantize');
  });

  it('is dequantised by several that agree, and by none where they do not', () => {
    const pairs = (scale: string) => [
      ...[node('QuantizeLinear', ['h', 's', 'z'], 'i'), node('DequantizeLinear', ['i', 's', 'z'], 'q'), node('DequantizeLinear', ['i', scale, 'z'], 'r')],
      ...[gemm('r', 'w', 'a'), node('Sin', ['a'], 'b'), gemm('q', 'w', 'c'), node('Add', ['b', 'c'], 'y')],
    ];
    const constants: Initializers = { w: signs(0.5), s: scalar(0.125), t: scalar(0.25), z: { dims: [], data: [128], type: 'uint8' } };
    const first = ['s', 't'].map((scale) => only([gemm('x', 'w', 'h'), ...pairs(scale)], constants, 'y').steps.levels[0]);
    expect(first).toEqual([-16, 0]);
  }); // prettier-ignore

  it('sees what a ReLU leaves', () => {
    const pair = [node('Relu', ['h'], 'r'), node('QuantizeLinear', ['r', 's', 'z'], 'i'), node('DequantizeLinear', ['i', 's', 'z'], 'q')];
    const found = between(pair, { s: scalar(0.5), z: { dims: [], data: [-100], type: 'int8' } });
    // -100 to 127: what is below 0 is never met.
    expect([found.steps.levels.length, found.steps.levels[0], found.steps.levels.at(-1), found.steps.thresholds[0]]).toEqual([228, 0, 113.5, expect.closeTo(0.25, 12)]);
    expect(found.field?.correlation).toBeGreaterThan(0.5);
  }); // prettier-ignore

  it.each([
    ['Div, Round, Clip, Mul', [node('Div', ['h', 's'], 'a'), node('Round', ['a'], 'b'), node('Clip', ['b', 'low', 'high'], 'c'), node('Mul', ['c', 's'], 'q')], 5],
    ['a sum of signs', [node('Sub', ['h', 's'], 'a'), node('Add', ['h', 's'], 'b'), node('Sign', ['a'], 'c'), node('Sign', ['b'], 'd'), node('Add', ['c', 'd'], 'q')], 3],
  ])('is recognised where it is spelled in standard operators: %s', (_, nodes, count) => {
    const found = between(nodes, { s: scalar(0.5), low: scalar(-2), high: scalar(2) });
    const { levels, thresholds } = found.steps;
    expect([levels.length, thresholds.length, found.remark]).toEqual([count, count - 1, null]);
    // Symmetric, whatever the units.
    expect(levels.map((level, i) => level + levels.at(-1 - i)!)).toEqual(levels.map(() => 0));
    expect(thresholds.map((t, i) => t + thresholds.at(-1 - i)!)).toEqual(thresholds.map(() => 0));
    expect(found.field?.chi).toBeGreaterThan(0);
  }); // prettier-ignore

  it.each([
    ['the input', [nState('x', 'q'), gemm('q', 'w', 'y')], 'it quantises the input'],
    ['a residual sum', [gemm('x', 'w', 'h'), node('Add', ['h', 'x'], 'a'), nState('a', 'q'), gemm('q', 'w', 'y')], 'a sum of branches'],
    ['weights that are all one number', [gemm('x', 'same', 'h'), nState('h', 'q'), gemm('q', 'w', 'y')], 'all the same'],
    ['an activation that falls, too', [gemm('x', 'w', 'h'), node('Abs', ['h'], 'a'), nState('a', 'q'), gemm('q', 'w', 'y')], 'the activation abs'],
  ])('is not analysed, and says why, where it sees %s', (_, nodes, remark) => {
    const found = only(nodes, { w: signs(0.5), same: tensor([8, 8], Array(64).fill(0.5)) }, 'y');
    expect([found.remark, found.field, found.left]).toEqual([expect.stringContaining(remark), null, 1]);
  }); // prettier-ignore
});

describe('a model', () => {
  const chain = (layers: number) => {
    const nodes: NodeSpec[] = [];
    for (let k = 1; k <= layers; k++) nodes.push(gemm(k === 1 ? 'x' : `q${k - 1}`, 'w', `h${k}`), node('Sign', [`h${k}`], `q${k}`));
    return load(nodes, { w: signs(0.5) }, `q${layers}`);
  };

  it('of signs collapses at the first layer beyond L_max = 13.29', () => {
    const { activations, collapse, threshold } = modelDepth(chain(16));
    expect(activations.find((one) => one.node === collapse)?.name).toBe('q14');
    expect(activations.map(({ left }) => left)).toEqual(activations.map((_, k) => expect.closeTo((2 / Math.PI) ** (k + 1), 10) as number));
    expect([threshold, modelDepth(chain(13)).collapse]).toEqual([expect.closeTo(Math.exp(-6), 12), null]);
  });

  it('is taken with another factor, and other sigmas', () => {
    const { activations, threshold } = modelDepth(chain(2), { factor: 2, sigmaW: 1, sigmaB: 1 });
    expect([activations[0]?.field?.chi.toFixed(4), activations[0]?.sigmaB, threshold.toFixed(6)]).toEqual(['0.5190', 1, '0.135335']);
  });

  it('without levels has none, and one that only rounds says so', () => {
    const rounding = [gemm('x', 'w', 'h'), node('Round', ['h'], 'q'), gemm('q', 'w', 'y')];
    const { activations, endless, collapse } = modelDepth(load(rounding, { w: signs(0.5) }, 'y'));
    expect([activations, endless, collapse]).toEqual([[], ['q'], null]);
    expect(modelDepth(load([gemm('x', 'w', 'h'), node('Relu', ['h'], 'y')], { w: signs(0.5) }, 'y')).activations).toEqual([]);
  });

  it('is the same function with its scales kept apart', () => {
    const nodes = [
      gemm('x', 'w', 'h'),
      node('QuantizeLinear', ['h', 's', 'z'], 'i'),
      node('DequantizeLinear', ['i', 's', 'z'], 'q'),
      gemm('q', 'w', 'y'),
    ];
    const initializers: Initializers = { w: signs(0.3), s: scalar(0.125), z: { dims: [], data: [7], type: 'uint8' } };
    const [kept, folded] = [true, false].map((keep) => load(nodes, initializers, 'y', [1, 8], keep));
    const x = new Random(5).array(8, -3, 3);
    const [a, b] = [evaluateGraph(kept!, x), evaluateGraph(folded!, x)];
    expect(Math.max(...a.map((value, i) => Math.abs(value - b[i]!)))).toBeLessThan(1e-12);
    expect(kept!.nodes.length).toBe(folded!.nodes.length + 1);
  });
});
