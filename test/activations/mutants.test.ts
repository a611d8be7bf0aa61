import { describe, expect, it } from 'vitest';
import type { Activation, ActivationKind, Interval, LinearRelaxation } from '../../src/activations/activation.js';
import { activation, activations } from '../../src/activations/registry.js';
import { midpoint } from '../../src/activations/shapes/curve.js';
import { withinDomain } from '../support/intervals.js';
import { type Proposal, worstViolation } from '../support/violation.js';

/** Straddling, on either side of 0, narrow and wide: what the random intervals of the soundness tests look like, fixed. */
const INTERVALS = [
  [-2, 3],
  [-3, 2],
  [-0.7, 0.2],
  [-0.2, 0.7],
  [-6, 0.3],
  [0.25, 2],
  [-2.5, -0.5],
  [-9, 8],
  [-5, 9],
  [0.55, 0.7],
] as const;

function worst(subject: Activation, proposal: Proposal, kind: Pick<ActivationKind, 'domain'> = {}): number {
  const ends = INTERVALS.flatMap(([lower, upper]) => [withinDomain(kind, subject.parameters, lower, upper) ?? []]).filter(
    (pair) => pair.length === 2,
  );
  return Math.max(...ends.map(([lower, upper]) => worstViolation(subject, lower, upper, 'adaptive', proposal).excess));
}

/** The lines of `subject`, spoiled. */
function spoiledLines(subject: Activation, spoil: (lines: LinearRelaxation, lower: number, upper: number) => void): Proposal {
  return {
    range: (lower, upper, out) => subject.range(lower, upper, out),
    relax(lower, upper, relaxation, out) {
      subject.relax(lower, upper, relaxation, out);
      spoil(out, lower, upper);
    },
  };
}

function spoiledRange(subject: Activation, spoil: (range: Interval) => void): Proposal {
  return {
    relax: (lower, upper, relaxation, out) => subject.relax(lower, upper, relaxation, out),
    range(lower, upper, out) {
      subject.range(lower, upper, out);
      spoil(out);
    },
  };
}

const chord = (f: Activation, a: number, b: number) => (f.evaluate(b) - f.evaluate(a)) / (b - a);

function through(f: Activation, slope: number, x: number): number {
  return f.evaluate(x) - slope * x;
}

const BIT = 1e-13;
const cases = activations.flatMap((kind) =>
  kind.samples.map((parameters) => ({ name: kind.name, parameters, kind, subject: kind.create(parameters) })),
);

describe.each(cases)('$name $parameters', ({ kind, subject }) => {
  it('is itself found sound, and the smallest step inward of any bound is caught', () => {
    const excesses = [
      subject,
      spoiledLines(subject, (lines) => (lines.upperIntercept -= BIT)),
      spoiledLines(subject, (lines) => (lines.lowerIntercept += BIT)),
      spoiledRange(subject, (range) => (range.upper -= BIT)),
      spoiledRange(subject, (range) => (range.lower += BIT)),
    ].map((proposal) => worst(subject, proposal, kind) > 0);
    expect(excesses).toEqual([false, true, true, true, true]);
  });
});

describe.each(['sigmoid', 'tanh', 'arctan'])('%s', (name) => {
  const subject = activation(name);
  const mutants: Record<string, Proposal> = {
    'the chord where the tangent is needed, above': spoiledLines(subject, (lines, lower, upper) => {
      if (upper <= 0) return;
      lines.upperSlope = chord(subject, lower, upper);
      lines.upperIntercept = through(subject, lines.upperSlope, lower);
    }),
    'the chord where the tangent is needed, below': spoiledLines(subject, (lines, lower, upper) => {
      if (lower >= 0) return;
      lines.lowerSlope = chord(subject, lower, upper);
      lines.lowerIntercept = through(subject, lines.lowerSlope, upper);
    }),
    'a tangent at the wrong end': spoiledLines(subject, (lines, lower) => {
      lines.upperSlope = subject.derivative(lower);
      lines.upperIntercept = through(subject, lines.upperSlope, lower);
    }),
    'a tangent at the middle of a straddling interval': spoiledLines(subject, (lines, lower, upper) => {
      const middle = midpoint(lower, upper);
      lines.lowerSlope = subject.derivative(middle);
      lines.lowerIntercept = through(subject, lines.lowerSlope, middle);
    }),
    'a bisection that keeps the unsafe end': spoiledLines(subject, (lines, lower, upper) => {
      if (lower >= 0 || upper <= 0) return;
      const anchor = through(subject, lines.upperSlope, lower);
      lines.upperSlope *= 1 + 1e-6;
      // Still a tangent, but of a point nearer to 0: it passes below (l, f(l)).
      lines.upperIntercept = Math.min(lines.upperIntercept, anchor - 1e-6 * Math.abs(lines.upperSlope * lower));
    }),
  };

  it.each(Object.keys(mutants))('%s is caught', (mutant) => {
    expect(worst(subject, mutants[mutant] ?? subject)).toBeGreaterThan(0);
  });
});

describe('mistakes seen elsewhere', () => {
  const relu = activation('relu');
  const mutants: Record<string, readonly [Activation, Proposal]> = {
    'a range cut off at 0 although the activation is not a ReLU': [
      activation('tanh'),
      spoiledRange(activation('tanh'), (range) => {
        range.lower = Math.max(range.lower, 0);
        range.upper = Math.max(range.upper, 0);
      }),
    ],
    'the upper line of ReLU without its intercept': [relu, spoiledLines(relu, (lines) => (lines.upperIntercept = 0))],
    'the upper line of ReLU with the slope -l / (u - l)': [
      relu,
      spoiledLines(relu, (lines, lower, upper) => {
        if (lower >= 0 || upper <= 0) return;
        lines.upperSlope = -lower / (upper - lower);
        lines.upperIntercept = -lines.upperSlope * lower;
      }),
    ],
    'a lower line of ReLU steeper than 1': [relu, spoiledLines(relu, (lines) => (lines.lowerSlope *= 1 + 2 ** -52))],
    'the lower line of ReLU mistaken for the upper one': [
      relu,
      spoiledLines(relu, (lines) => {
        lines.upperSlope = lines.lowerSlope;
        lines.upperIntercept = lines.lowerIntercept;
      }),
    ],
    'LeakyReLU relaxed as ReLU': [activation('leaky-relu', { alpha: 0.3 }), relu],
    'PReLU with a slope above 1 relaxed as if it were convex': [
      activation('prelu', { slope: 2.5 }),
      spoiledLines(activation('prelu', { slope: 2.5 }), (lines) => {
        [lines.lowerSlope, lines.upperSlope] = [lines.upperSlope, lines.lowerSlope];
        [lines.lowerIntercept, lines.upperIntercept] = [lines.upperIntercept, lines.lowerIntercept];
      }),
    ],
    'ELU with alpha above 1 relaxed as if it were convex': [
      activation('elu', { alpha: 1.7 }),
      spoiledLines(activation('elu', { alpha: 1.7 }), (lines, lower, upper) => {
        const subject = activation('elu', { alpha: 1.7 });
        lines.upperSlope = chord(subject, lower, upper);
        lines.upperIntercept = Math.max(through(subject, lines.upperSlope, lower), through(subject, lines.upperSlope, upper));
      }),
    ],
    'Clip relaxed without its upper bound': [activation('clip', { min: 0, max: 6 }), relu],
    'HardSigmoid with the slope of another framework': [activation('hard-sigmoid'), activation('hard-sigmoid', { alpha: 1 / 6 })],
    'softplus relaxed as ReLU': [activation('softplus'), relu],
  };

  it.each(Object.keys(mutants))('%s is caught', (mutant) => {
    const [subject, proposal] = mutants[mutant] ?? [relu, relu];
    expect(worst(subject, proposal)).toBeGreaterThan(0);
  });
});
