import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { type AttributeSpec, model, tensor } from '../support/onnx-writer.js';

interface Options {
  readonly scale?: readonly number[];
  readonly zero?: number;
  readonly bits?: number;
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly domain?: string;
}

function bytesOf({ scale = [0.5], zero = 0, bits = 3, attributes = {}, domain = 'qonnx.custom_op.general' }: Options): Uint8Array {
  const node = { op: 'Quant', name: 'it', domain, inputs: ['x', 's', 'z', 'b'], outputs: ['y'], attributes };
  const initializers = { s: tensor([scale.length, 1], scale), z: tensor([], [zero]), b: tensor([], [bits]) };
  return model({ inputs: [{ name: 'x', shape: [2, 6] }], outputs: ['y'], initializers, nodes: [node], domains: [domain] });
}

/** Ties at 0.25 and 0.75 for a scale of 0.5. */
const xs = [-9, -0.8, 0.25, 0.75, 0.8, 9];

function values(options: Options): number[] {
  return [...evaluateGraph(loadModel(bytesOf(options)), Float64Array.from([...xs, ...xs]))];
}

describe('Quant', () => {
  it.each([
    ['signed', {}, [-2, -1, 0, 1, 1, 1.5]],
    ['narrow', { attributes: { narrow: 1 } }, [-1.5, -1, 0, 1, 1, 1.5]],
    ['unsigned', { attributes: { signed: 0 } }, [0, 0, 0, 1, 1, 3.5]],
    ['unsigned and narrow', { attributes: { signed: 0, narrow: 1 } }, [0, 0, 0, 1, 1, 3]],
    ['with a zero point', { zero: 2 }, [-3, -1, 0, 0.5, 0.5, 0.5]],
    ['of Brevitas', { domain: 'onnx.brevitas' }, [-2, -1, 0, 1, 1, 1.5]],
  ] as const)('%s', (_, options, expected) => {
    expect(values(options)).toEqual([...expected, ...expected]);
  });

  it('rounds weights, too', () => {
    const quant = { op: 'Quant', domain: 'onnx.brevitas', inputs: ['w', 's', 'z', 'b'], outputs: ['q'] };
    const nodes = [quant, { op: 'Add', inputs: ['x', 'q'], outputs: ['y'] }];
    const initializers = { w: tensor([6], xs), s: tensor([], [0.5]), z: tensor([], [0]), b: tensor([], [3]) };
    const bytes = model({ inputs: [{ name: 'x', shape: [6] }], outputs: ['y'], initializers, nodes, domains: ['onnx.brevitas'] });
    expect([...evaluateGraph(loadModel(bytes), new Float64Array(6))]).toEqual([-2, -1, 0, 1, 1, 1.5]);
  });

  it('has a scale for each row', () => {
    expect(values({ scale: [0.5, 1] })).toEqual([-2, -1, 0, 1, 1, 1.5, -4, -1, 0, 1, 1, 3]);
  });

  it.each([
    [{ bits: 2.5 }, '2.5 bits'],
    [{ bits: 32 }, '32 bits'],
    [{ zero: 1 }, 'a zero point that is not an even whole number'],
    [{ attributes: { rounding_mode: 'FLOOR' } }, `rounding_mode 'FLOOR'`],
  ])('refuses %o', (options, reason) => {
    expect(() => loadModel(bytesOf(options))).toThrow(`Quant 'it' (opset 17): ${reason}`);
  });
});

describe('BipolarQuant', () => {
  it('has two values, the upper one at 0', () => {
    const node = { op: 'BipolarQuant', domain: 'finn.custom_op.general', inputs: ['x', 's'], outputs: ['y'] };
    const initializers = { s: tensor([], [0.3]) };
    const bytes = model({ inputs: [{ name: 'x', shape: [3] }], outputs: ['y'], initializers, nodes: [node], domains: [node.domain] });
    const s = Math.fround(0.3);
    expect([...evaluateGraph(loadModel(bytes), Float64Array.of(-5e-324, 0, 2))]).toEqual([-s, s, s]);
  });
});
