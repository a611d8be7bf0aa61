import type { ActivationKind } from './activation.js';
import { parameterError, withDefaults } from './parameters.js';
import { monotoneStep, type Staircase } from './shapes/monotone-step.js';
import { roundHalfEven } from './shapes/round-half-even.js';

const defaults = { scale: 1, zero: 0, min: -128, max: 127 };

/** Steps of this size and more are relaxed over at least this share of their width: steeper lines would only drag huge intercepts along. */
const NARROWEST = 2 ** -10;

/**
 * ONNX QuantizeLinear: min(max(round(x / scale) + zero, min), max), ties to the even whole number. With a float32 scale the jumps scale (k - 1/2) are doubles, so that nothing is
 * rounded.
 */
export const quantize: ActivationKind = {
  name: 'quantize',
  onnx: ['QuantizeLinear'],
  defaults,
  samples: [
    defaults,
    { scale: 0.5, zero: 3, min: 0, max: 7 },
    { scale: 1, zero: -1, min: -1, max: 0 },
    { scale: 2, zero: 0, min: 0, max: 0 },
  ],
  create(parameters = {}) {
    const values = withDefaults('quantize', defaults, parameters);
    const { scale, zero, min, max } = values;
    if (!(scale >= 1e-35 && scale <= 1e35) || Math.fround(scale) !== scale) {
      throw parameterError('quantize', `scale is ${scale}`, 'Give a positive float32 number from 1e-35 to 1e35.');
    }
    if (![zero, min, max].every((x) => Number.isInteger(x) && Math.abs(x) <= 2 ** 24) || min > max) {
      throw parameterError('quantize', `zero ${zero}, min ${min}, max ${max}`, 'Give whole numbers up to 2^24, min not above max.');
    }
    return monotoneStep('quantize', values, stairsOf(scale, zero, min, max), 1 / (NARROWEST * scale));
  },
};

/** Jump k is where x / scale passes k - 1/2. */
function stairsOf(scale: number, zero: number, min: number, max: number): Staircase {
  const first = min - zero + 1;
  const last = max - zero;
  const position = (k: number) => scale * (k - 0.5);
  const indexAt = (x: number) => {
    let k = Math.min(last + 1, Math.max(first - 1, Math.floor(x / scale + 0.5)));
    while (k <= last && position(k + 1) <= x) k++;
    while (k >= first && position(k) > x) k--;
    return k;
  };
  return {
    value(x) {
      const k = indexAt(x);
      const rounded = position(k) === x ? roundHalfEven(k - 0.5) : k;
      return Math.min(Math.max(rounded + zero, min), max) + 0;
    },
    first,
    last,
    position,
    level: (k) => k - 1 + zero,
    units: 0,
    indexAt,
  };
}
