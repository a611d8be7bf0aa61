import type { Activation } from '../../src/activations/activation.js';
import { add, dyadic, type Dyadic, multiply } from './dyadic.js';
import { less, sign } from './dyadic-parts.js';
import { atan, expm1, logistic, softplus, tanh } from './precise.js';

type Precise = (x: Dyadic) => Dyadic;

function max(a: Dyadic, b: number): Dyadic {
  return b === -Infinity || !less(a, dyadic(b)) ? a : dyadic(b);
}

function min(a: Dyadic, b: number): Dyadic {
  return b === Infinity || less(a, dyadic(b)) ? a : dyadic(b);
}

function kinked(slope: number): Precise {
  return (x) => (sign(x) < 0 ? multiply(dyadic(slope), x) : x);
}

type Parameters = Readonly<Record<string, number>>;

/** By registry name: the mathematical definition, on exact arguments (see precise.ts for the accuracy; piecewise-linear ones are exact). */
const definitions: Readonly<Record<string, (parameters: Parameters) => Precise>> = {
  relu: () => (x) => max(x, 0),
  'leaky-relu': ({ alpha = NaN }) => kinked(alpha),
  prelu: ({ slope = NaN }) => kinked(slope),
  clip:
    ({ min: low = NaN, max: high = NaN }) =>
    (x) =>
      min(max(x, low), high),
  'hard-tanh':
    ({ min: low = NaN, max: high = NaN }) =>
    (x) =>
      min(max(x, low), high),
  'hard-sigmoid':
    ({ alpha = NaN, beta = NaN }) =>
    (x) =>
      min(max(add(multiply(dyadic(alpha), x), dyadic(beta)), 0), 1),
  sigmoid: () => logistic,
  tanh: () => tanh,
  arctan: () => atan,
  softplus: () => softplus,
  elu:
    ({ alpha = NaN }) =>
    (x) =>
      sign(x) < 0 ? multiply(dyadic(alpha), expm1(x)) : x,
};

/** The function that an activation stands for. A newly registered activation needs its definition here. */
export function definitionOf(activation: Activation): Precise {
  const definition = definitions[activation.name];
  if (definition === undefined) throw new Error(`test/support/precise-activations.ts has no definition of '${activation.name}'`);
  return definition(activation.parameters);
}
