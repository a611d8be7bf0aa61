import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';
import { Bounder, type Method } from '../../src/bounds/bounder.js';
import { ballRegion, type Norm } from '../../src/bounds/region.js';
import type { Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import type { GraphNode } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { graphOf } from '../support/random-graph.js';

const flat = (channels: number) => ({ height: 1, width: 1, channels });
const EXACT = { origin: [], weightUnits: 0, biasError: null } as const;

/** Two dense layers around an activation; the output is 10 whatever the input is. */
function net(first: readonly number[], last: readonly number[], name = 'relu'): GraphNode[] {
  return [
    { kind: 'input', id: 0, inputs: [], origin: [], shape: flat(1) },
    { kind: 'dense', id: 1, inputs: [0], shape: flat(2), weights: Float64Array.from(first), bias: null, ...EXACT },
    { kind: 'activation', id: 2, inputs: [1], origin: [], shape: flat(2), functions: [activation(name)] },
    { kind: 'dense', id: 3, inputs: [2], shape: flat(1), weights: Float64Array.from(last), bias: Float64Array.of(10), ...EXACT },
  ];
}

const METHODS: readonly Method[] = ['interval', 'crown-interval', 'cnn-cert'];
const NORMS: readonly Norm[] = ['linf', 'l2', 'l1'];

/** The bound of the single output, -Infinity where a NumericalError says that there is none. */
function bound(engine: Engine, nodes: readonly GraphNode[], method: Method, norm: Norm, row = 1): number {
  const region = ballRegion(norm, Float64Array.of(0.5), 1, null, null);
  try {
    const bounder = new Bounder(new Program(graphOf(nodes, nodes.length - 1), engine));
    return bounder.lowerBounds({ region, rows: [Float64Array.of(row)], method, relaxation: 'adaptive' })[0]!;
  } catch (error) {
    if (error instanceof NumericalError) return -Infinity;
    throw error;
  }
}

function most(engine: () => Engine, nodes: readonly GraphNode[], row = 1): number {
  return Math.max(...METHODS.flatMap((method) => NORMS.map((norm) => bound(engine(), nodes, method, norm, row))));
}

const engines = { wasm: createWasmEngine, reference: createReferenceEngine };

describe.each(['wasm', 'reference'] as const)('numbers that are not finite prove nothing on the %s engine', (name) => {
  it.each([
    ['NaN weights', net([NaN, 1], [0, 0])],
    ['NaN weights behind the activation', net([1, 1], [NaN, 0])],
    ['infinite weights', net([Infinity, 1], [0, 0])],
    ['infinite weights behind the activation', net([1, 1], [Infinity, 0])],
    ['weights of 1e308 that overflow', net([1e308, -1e308], [1e308, 1e308])],
    ['infinities that cancel', net([1, 1], [Infinity, -Infinity])],
    ['NaN behind a sigmoid', net([NaN, 1], [0, 0], 'sigmoid')],
  ])('%s', (_name, nodes) => {
    expect(most(engines[name], nodes)).toBe(-Infinity);
  });

  it.each([NaN, Infinity, -Infinity])('a row of %s', (row) => {
    expect(most(engines[name], net([1, -1], [0, 0]), row)).toBe(-Infinity);
  });

  it('but zero weights after finite ones do', () => {
    expect(most(engines[name], net([1, -1], [0, 0]))).toBeCloseTo(10, 12);
  });
});

describe('a fault in the account of a row', () => {
  const faults: Readonly<Record<string, (bias: Float64Array, error: Float64Array) => void>> = {
    'NaN in the bias': (bias) => void bias.fill(NaN),
    'infinity in the bias': (bias) => void bias.fill(Infinity),
    'NaN in the error': (_bias, error) => void error.fill(NaN),
  };

  it.each(Object.keys(faults))('%s leaves the row without a bound', (name) => {
    const engine = createReferenceEngine();
    const faulty: Engine = {
      ...engine,
      accumulate(place, a, lower, upper, uncertainty, bias, error) {
        engine.accumulate(place, a, lower, upper, uncertainty, bias, error);
        faults[name]!(bias, error);
      },
    };
    expect(bound(faulty, net([1, -1], [0, 0]), 'crown-interval', 'linf')).toBe(-Infinity);
  });
});
