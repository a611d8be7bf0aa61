import type { Activation } from '../../src/activations/activation.js';
import { absolute, divide, less, ONE, scale, sign, subtract, toFixed } from './dyadic-parts.js';
import { add, dyadic, type Dyadic, multiply, negate, ZERO } from './dyadic.js';
import { erf, erfc } from './precise-erf.js';
import * as trigonometry from './precise-trigonometry.js';
import { atan, exp, expm1, log, logistic, pi, softplus, sqrt, tanh } from './precise.js';

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

function whole(value: bigint): Dyadic {
  return { mantissa: value, exponent: 0 };
}

function floor(x: Dyadic): Dyadic {
  return whole(toFixed(x, 0));
}

/** floor(x + 1/2), one less for an odd result that is a tie. */
function roundHalfEven(x: Dyadic): Dyadic {
  const up = toFixed(add(x, dyadic(0.5)), 0);
  const tie = sign(subtract(subtract(whole(up), x), dyadic(0.5))) === 0;
  return whole(tie && up % 2n !== 0n ? up - 1n : up);
}

const SQRT_2 = sqrt(dyadic(2));
const SQRT_2_OVER_PI = sqrt(divide(dyadic(2), { mantissa: pi(512), exponent: -512 }));

type Parameters = Readonly<Record<string, number>>;

/**
 * Gulcehre et al. 2016, as the paper writes it: alpha h + (1 - alpha) u + d sigma eps, sigma = c (logistic(p (h - u)) - 1/2)^2. Where the mode covers many draws: the expected one.
 */
function noisy(
  { alpha = NaN, c = NaN, p = NaN, distribution, mode, noise = NaN }: Parameters,
  u: Precise,
  low: number,
  high: number,
): Precise {
  const mean = distribution === 1 ? Math.sqrt(2 / Math.PI) : 0;
  const epsilon = mode === 2 ? (distribution === 1 ? Math.abs(noise) : noise) : mean;
  const complement = subtract(ONE, dyadic(alpha));
  return (x) => {
    const h = min(max(u(x), low), high);
    const gate = subtract(logistic(multiply(dyadic(p), subtract(h, u(x)))), dyadic(0.5));
    const direction = -sign(x) * (alpha > 1 ? -1 : 1);
    const noisePart = multiply(multiply(dyadic(c), multiply(gate, gate)), multiply(dyadic(direction), dyadic(epsilon)));
    return add(add(multiply(dyadic(alpha), h), multiply(complement, u(x))), noisePart);
  };
}

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
  silu:
    ({ alpha = NaN }) =>
    (x) =>
      multiply(x, logistic(multiply(dyadic(alpha), x))),
  abs: () => absolute,
  'cubic-silu':
    ({ linear = NaN, cubic = NaN }) =>
    (x) =>
      multiply(x, logistic(multiply(x, add(dyadic(linear), multiply(dyadic(cubic), multiply(x, x)))))),
  ceil: () => (x) => negate(floor(negate(x))),
  floor: () => floor,
  round: () => roundHalfEven,
  sign: () => (x) => whole(BigInt(sign(x))),
  step: () => (x) => (sign(x) < 0 ? ZERO : ONE),
  cos: () => trigonometry.cos,
  sin: () => trigonometry.sin,
  tan: () => trigonometry.tan,
  asin: () => trigonometry.asin,
  acos: () => trigonometry.acos,
  sinh: () => trigonometry.sinh,
  cosh: () => trigonometry.cosh,
  asinh: () => trigonometry.asinh,
  acosh: () => trigonometry.acosh,
  atanh: () => trigonometry.atanh,
  celu:
    ({ alpha = NaN }) =>
    (x) =>
      sign(x) < 0 ? multiply(dyadic(alpha), expm1(divide(x, dyadic(alpha)))) : x,
  erf: () => erf,
  exp: () => exp,
  gelu: () => (x) => multiply(scale(x, -1), erfc(negate(divide(x, SQRT_2)))),
  'gelu-tanh': () => (x) => {
    const cubic = divide(multiply(multiply(x, x), multiply(x, whole(44715n))), whole(1_000_000n));
    return multiply(x, logistic(scale(multiply(SQRT_2_OVER_PI, add(x, cubic)), 1)));
  },
  'hard-swish': () => (x) => {
    const gate = divide(add(x, dyadic(3)), dyadic(6));
    return multiply(x, min(max(gate, 0), 1));
  },
  log: () => log,
  'log-sigmoid': () => (x) => negate(softplus(negate(x))),
  mish: () => (x) => multiply(x, tanh(softplus(x))),
  power:
    ({ exponent = NaN }) =>
    (x) => {
      if (!Number.isInteger(exponent)) return sign(x) === 0 ? ZERO : exp(multiply(dyadic(exponent), log(x)));
      const product = Array.from({ length: Math.abs(exponent) }, () => x).reduce(multiply, ONE);
      return exponent < 0 ? divide(ONE, product) : product;
    },
  'exp-base':
    ({ base = NaN }) =>
    (x) =>
      exp(multiply(x, log(dyadic(base)))),
  rsqrt: () => (x) => divide(ONE, sqrt(x)),
  reciprocal: () => (x) => divide(ONE, x),
  selu:
    ({ alpha = NaN, gamma = NaN }) =>
    (x) =>
      multiply(dyadic(gamma), sign(x) <= 0 ? multiply(dyadic(alpha), expm1(x)) : x),
  shrink:
    ({ bias = NaN, lambd = NaN }) =>
    (x) => {
      if (less(x, dyadic(-lambd))) return add(x, dyadic(bias));
      return less(dyadic(lambd), x) ? subtract(x, dyadic(bias)) : ZERO;
    },
  // Thresholds and levels are doubles by definition.
  'n-state': ({ states = NaN, spacing = NaN, tie = NaN }) => {
    const thresholds = Array.from({ length: states - 1 }, (_, j) => spacing * (j + 1 - states / 2));
    return (x) => {
      const passed = thresholds.map((g) => sign(subtract(x, dyadic(g)))).map((s) => (s > 0 ? 1 : s === 0 ? tie : 0));
      return dyadic((2 * passed.reduce((a, b) => a + b, 0) - (states - 1)) / (states - 1));
    };
  },
  quantize:
    ({ scale: step = NaN, zero = NaN, min: low = NaN, max: high = NaN }) =>
    (x) =>
      min(max(add(roundHalfEven(divide(x, dyadic(step))), dyadic(zero)), low), high),
  staircase: (parameters) => (x) => {
    let level = parameters['level0'] ?? NaN;
    for (let k = 1; parameters[`threshold${k}`] !== undefined; k++) {
      const place = sign(subtract(x, dyadic(parameters[`threshold${k}`] ?? NaN)));
      if (place >= 0) level = parameters[place === 0 ? `value${k}` : `level${k}`] ?? NaN;
    }
    return dyadic(level);
  },
  softsign: () => (x) => divide(x, add(ONE, absolute(x))),
  sqrt: () => sqrt,
  terelu:
    ({ alpha = NaN, beta = NaN, mu = NaN, form = NaN }) =>
    (x) => {
      if (sign(x) <= 0) return multiply(dyadic(alpha), expm1(x));
      if (less(x, dyadic(mu))) return x;
      const fall = expm1(form === 2 ? divide(subtract(dyadic(mu), x), dyadic(mu)) : subtract(dyadic(mu), x));
      if (form === 1) return multiply(dyadic(beta), subtract(dyadic(mu), fall));
      return subtract(dyadic(mu), multiply(form === 2 ? multiply(dyadic(beta), dyadic(mu)) : dyadic(beta), fall));
    },
  'leaky-clip':
    ({ min: low = NaN, max: high = NaN, slope = NaN, offset = NaN, leak = NaN, left = NaN, right = NaN, p = NaN }) =>
    (x) => {
      const h = min(max(x, low), high);
      const gate = tanh(scale(multiply(dyadic(p), absolute(subtract(x, h))), -1));
      const strength = dyadic(less(x, h) ? left : less(h, x) ? right : 0);
      const linear = add(add(multiply(dyadic(slope), h), dyadic(offset)), multiply(dyadic(leak), subtract(x, h)));
      return add(linear, multiply(strength, multiply(gate, gate)));
    },
  'noisy-hard-sigmoid': (parameters) => noisy(parameters, (x) => add(scale(x, -2), dyadic(0.5)), 0, 1),
  'noisy-hard-tanh': (parameters) => noisy(parameters, (x) => x, -1, 1),
  'thresholded-relu':
    ({ alpha = NaN }) =>
    (x) =>
      less(dyadic(alpha), x) ? x : ZERO,
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
