import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CertifyError } from '../../src/errors.js';
import { activation, activations } from '../../src/activations/registry.js';

const folder = new URL('../../src/activations/', import.meta.url);
const NOT_ACTIVATIONS = ['activation.ts', 'parameters.ts', 'registry.ts'];

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof CertifyError ? `${error.code}: ${error.message} ${error.hint}` : String(error);
  }
  return undefined;
}

describe('the registry', () => {
  it('holds every file of its folder, under the name of the file', () => {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && !NOT_ACTIVATIONS.includes(entry.name));
    expect(activations.map((kind) => `${kind.name}.ts`)).toEqual(files.map((file) => file.name).sort());
  });

  it('covers the ONNX operators that are elementwise activations', () => {
    const operators = activations.flatMap((kind) => kind.onnx).sort();
    expect(operators).toEqual([
      'Abs',
      'Acos',
      'Acosh',
      'Asin',
      'Asinh',
      'Atan',
      'Atanh',
      'Ceil',
      'Celu',
      'Clip',
      'Cos',
      'Cosh',
      'Elu',
      'Erf',
      'Exp',
      'Floor',
      'Gelu',
      'Gelu',
      'HardSigmoid',
      'HardSwish',
      'LeakyRelu',
      'Log',
      'Mish',
      'NState',
      'NState',
      'NoisyHardSigmoid',
      'NoisyHardTanh',
      'PRelu',
      'Pow',
      'Pow',
      'Pow',
      'QuantizeLinear',
      'Reciprocal',
      'Relu',
      'Round',
      'Selu',
      'Shrink',
      'Sigmoid',
      'Sign',
      'Sin',
      'Sinh',
      'Softplus',
      'Softsign',
      'Sqrt',
      'Swish',
      'Tan',
      'Tanh',
      'Terelu',
      'ThresholdedRelu',
    ]);
  });

  it('has every kind tested with its defaults, under its own name', () => {
    const faults = activations.filter(
      (kind) =>
        !kind.samples.some((sample) => JSON.stringify(sample) === JSON.stringify(kind.defaults)) ||
        JSON.stringify(kind.create().parameters) !== JSON.stringify(kind.defaults) ||
        kind.samples.some((sample) => kind.create(sample).name !== kind.name),
    );
    expect(faults).toEqual([]);
  });

  it('fills in defaults', () => {
    expect([activation('leaky-relu').evaluate(-1), activation('elu').evaluate(-40), activation('hard-sigmoid').evaluate(1)]).toEqual([
      -0.01, -1, 0.7,
    ]);
  });

  it('names what it has when asked for something else', () => {
    expect(codeOf(() => activation('swoosh'))).toMatchInlineSnapshot(
      `"ACTIVATION_UNKNOWN: no activation is named 'swoosh' Known activations: abs, acos, acosh, arctan, asin, asinh, atanh, ceil, celu, clip, cos, cosh, cubic-silu, elu, erf, exp-base, exp, floor, gelu-tanh, gelu, hard-sigmoid, hard-swish, hard-tanh, leaky-clip, leaky-relu, log-sigmoid, log, mish, n-state, noisy-hard-sigmoid, noisy-hard-tanh, power, prelu, quantize, reciprocal, relu, round, rsqrt, selu, shrink, sigmoid, sign, silu, sin, sinh, softplus, softsign, sqrt, staircase, step, tan, tanh, terelu, thresholded-relu."`,
    );
  });

  it.each([
    ['relu', { alpha: 1 }],
    ['elu', { alpha: NaN }],
    ['leaky-relu', { alpha: Infinity }],
    ['clip', { min: Infinity }],
    ['clip', { max: -Infinity }],
    ['hard-tanh', { min: 2, max: 1 }],
    ['n-state', { states: 1 }],
    ['n-state', { states: 2.5 }],
    ['n-state', { spacing: 0 }],
    ['n-state', { tie: 0.25 }],
    ['quantize', { scale: 0 }],
    ['quantize', { scale: 0.1 }],
    ['quantize', { zero: 0.5 }],
    ['quantize', { min: 3, max: 2 }],
    ['staircase', {}],
    ['staircase', { level0: 0, threshold1: 1, value1: 0 }],
    ['staircase', { level0: 0, threshold1: 1, value1: 0, level1: 1, threshold2: 1, value2: 1, level2: 2 }],
    ['staircase', { level0: 0, slope: 1 }],
    ['staircase', { level0: 0, error: -1 }],
    ['staircase', { level0: NaN }],
  ] as const)('refuses %s %o', (name, parameters) => {
    expect(codeOf(() => activation(name, parameters))).toMatch(/^ACTIVATION_PARAMETER: activation /);
  });
});
