import type { Activation } from '../activation.js';

/** `inner` where it is defined; on other intervals infinite range and lines, with which nothing can be certified. */
export function restricted(inner: Activation, domain: (lower: number, upper: number) => boolean): Activation {
  return {
    name: inner.name,
    parameters: inner.parameters,
    alternatives: inner.alternatives,
    evaluate: (x) => (domain(x, x) ? inner.evaluate(x) : NaN),
    derivative: (x) => (domain(x, x) ? inner.derivative(x) : NaN),
    range(lower, upper, out) {
      if (domain(lower, upper)) {
        inner.range(lower, upper, out);
        return;
      }
      out.lower = -Infinity;
      out.upper = Infinity;
    },
    relax(lower, upper, relaxation, out) {
      if (domain(lower, upper)) {
        inner.relax(lower, upper, relaxation, out);
        return;
      }
      out.lowerSlope = out.upperSlope = 0;
      out.lowerIntercept = -Infinity;
      out.upperIntercept = Infinity;
    },
    isLinear: (lower, upper) => domain(lower, upper) && inner.isLinear(lower, upper),
  };
}
