import { describe, expect, it } from 'vitest';
import type { Activation, LinearRelaxation, Relaxation } from '../../src/activations/activation.js';
import { activation } from '../../src/activations/registry.js';
import { oneKink } from '../../src/activations/shapes/one-kink.js';

function linesOf(subject: Activation, lower: number, upper: number, relaxation: Relaxation = 'adaptive'): LinearRelaxation {
  const lines = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
  subject.relax(lower, upper, relaxation, lines);
  return lines;
}

/** [lowerSlope, lowerIntercept, upperSlope, upperIntercept], to 12 digits. */
function rounded({ lowerSlope, lowerIntercept, upperSlope, upperIntercept }: LinearRelaxation): number[] {
  return [lowerSlope, lowerIntercept, upperSlope, upperIntercept].map((x) => +x.toFixed(12) + 0);
}

describe('ReLU', () => {
  const relu = activation('relu');

  it.each([
    ['adaptive, u > -l', -1, 3, 'adaptive', [1, 0, 0.75, 0.75]],
    ['adaptive, u < -l', -3, 1, 'adaptive', [0, 0, 0.25, 0.75]],
    ['adaptive, u = -l', -2, 2, 'adaptive', [1, 0, 0.5, 1]],
    ['fastlin', -1, 3, 'fastlin', [0.75, 0, 0.75, 0.75]],
    ['alive', 0, 3, 'fastlin', [1, 0, 1, 0]],
    ['dead', -3, 0, 'fastlin', [0, 0, 0, 0]],
  ] as const)('%s', (_name, lower, upper, relaxation, expected) => {
    expect(rounded(linesOf(relu, lower, upper, relaxation))).toEqual(expected);
  });

  it('has lower lines through 0 exactly, and no rounding in the lines of a stable one', () => {
    const intercepts = [linesOf(relu, -0.1, 0.3), linesOf(relu, -0.1, 0.3, 'fastlin'), linesOf(relu, 0.1, 0.3), linesOf(relu, -0.3, -0.1)];
    expect(intercepts.map((lines) => lines.lowerIntercept)).toEqual([0, 0, 0, 0]);
    expect(linesOf(relu, 0.1, 0.3)).toEqual({ lowerSlope: 1, lowerIntercept: 0, upperSlope: 1, upperIntercept: 0 });
  });

  it('has the lines of the general piecewise-linear shape', () => {
    const general = oneKink('relu', {}, 0);
    const differences: number[] = [];
    for (const relaxation of ['adaptive', 'fastlin'] as const) {
      for (const [lower, upper] of [
        [-0.1, 0.7],
        [-0.7, 0.1],
        [-1 / 3, 1e2],
        [-1e-9, 1e-3],
        [0.1, 0.2],
        [-0.2, -0.1],
        [-5, 0],
      ] as const) {
        const a = rounded(linesOf(relu, lower, upper, relaxation));
        const b = rounded(linesOf(general, lower, upper, relaxation));
        differences.push(...a.map((x, i) => Math.abs(x - (b[i] ?? NaN))));
      }
    }
    expect(Math.max(...differences)).toBeLessThan(1e-11);
  });
});

describe('other piecewise-linear activations', () => {
  const relu6 = activation('clip', { min: 0, max: 6 });

  it.each([
    ['LeakyReLU: slope alpha', activation('leaky-relu', { alpha: 0.25 }), -3, 1, 'adaptive', [0.25, 0, 0.4375, 0.5625]],
    ['LeakyReLU: slope 1', activation('leaky-relu', { alpha: 0.25 }), -1, 3, 'adaptive', [1, 0, 0.8125, 0.5625]],
    ['LeakyReLU: parallel', activation('leaky-relu', { alpha: 0.25 }), -1, 3, 'fastlin', [0.8125, 0, 0.8125, 0.5625]],
    ['PReLU above 1 is concave', activation('prelu', { slope: 2 }), -1, 3, 'adaptive', [1.25, -0.75, 1, 0]],
    ['PReLU below 0', activation('prelu', { slope: -1 }), -1, 3, 'adaptive', [1, 0, 0.5, 1.5]],
    ['Clip: both envelopes', relu6, -2, 10, 'adaptive', [0.6, 0, 0.75, 1.5]],
    ['Clip: flat above when the middle is beyond the upper kink', relu6, -2, 16, 'adaptive', [0.375, 0, 0, 6]],
    ['Clip: flat below when the middle is before the lower kink', relu6, -10, 8, 'adaptive', [0, 0, 0.375, 3.75]],
    ['Clip: parallel', relu6, -2, 10, 'fastlin', [0.5, 0, 0.5, 3]],
    ['Clip: one kink', relu6, 2, 10, 'adaptive', [0.5, 1, 0, 6]],
    ['HardTanh', activation('hard-tanh'), -4, 1, 'adaptive', [0, -1, 0.4, 0.6]],
    ['HardSigmoid', activation('hard-sigmoid', { alpha: 0.25, beta: 0.5 }), -3, 1, 'adaptive', [0.1875 + 0.0625, 0.5, 0.1875, 0.5625]],
  ] as const)('%s', (_name, subject, lower, upper, relaxation, expected) => {
    expect(rounded(linesOf(subject, lower, upper, relaxation))).toEqual(expected);
  });

  it.each([
    ['leaky-relu', { alpha: 0.01 }, -0.3, -0.1, 0.01, 0],
    ['prelu', { slope: -0.7 }, -0.3, 0, -0.7, 0],
    ['clip', { min: 0.1, max: 0.7 }, 0.1, 0.7, 1, 0],
    ['clip', { min: 0.1, max: 0.7 }, 0.7, 1e30, 0, 0.7],
    ['hard-tanh', {}, -3, -1, 0, -1],
    ['hard-sigmoid', {}, -0.3, 2.1, 0.2, 0.5],
    ['hard-sigmoid', {}, 2.6, 9, 0, 1],
    ['elu', { alpha: 0.3 }, 0, 0.1, 1, 0],
  ] as const)('%s %o is exactly linear on a piece', (name, parameters, lower, upper, slope, intercept) => {
    const subject = activation(name, parameters);
    expect([subject.isLinear(lower, upper), linesOf(subject, lower, upper)]).toEqual([
      true,
      { lowerSlope: slope, lowerIntercept: intercept, upperSlope: slope, upperIntercept: intercept },
    ]);
  });
});

describe.each(['sigmoid', 'tanh', 'arctan'])('%s', (name) => {
  const subject = activation(name);
  const chord = (a: number, b: number) => (subject.evaluate(b) - subject.evaluate(a)) / (b - a);
  const gap = (slope: number, x: number) => subject.evaluate(x) - slope * x;
  const close = (lines: LinearRelaxation, expected: readonly number[]) => {
    const values = [lines.lowerSlope, lines.lowerIntercept, lines.upperSlope, lines.upperIntercept];
    expect(Math.max(...values.map((x, i) => Math.abs(x - (expected[i] ?? NaN))))).toBeLessThan(1e-13);
  };

  it('l >= 0: the chord below, the tangent at the middle above', () => {
    const tangent = subject.derivative(1.25);
    close(linesOf(subject, 0.5, 2), [chord(0.5, 2), gap(chord(0.5, 2), 0.5), tangent, gap(tangent, 1.25)]);
  });

  it('u <= 0: the tangent at the middle below, the chord above', () => {
    const tangent = subject.derivative(-1.25);
    close(linesOf(subject, -2, -0.5), [tangent, gap(tangent, -1.25), chord(-2, -0.5), gap(chord(-2, -0.5), -2)]);
  });

  it('l < 0 < u: the tangents through the far endpoints', () => {
    const lines = linesOf(subject, -2, 3);
    // Both lines meet the curve at their far endpoint, and once more where they touch it.
    const room = (x: number) =>
      [
        subject.evaluate(x) - lines.lowerSlope * x - lines.lowerIntercept,
        lines.upperSlope * x + lines.upperIntercept - subject.evaluate(x),
      ] as const;
    const inner = Array.from({ length: 4001 }, (_, k) => -1.9 + (4.8 * k) / 4000).map(room);
    const least = [Math.min(...inner.map(([below]) => below)), Math.min(...inner.map(([, above]) => above))];
    expect(Math.max(room(3)[0], room(-2)[1])).toBeLessThan(1e-13);
    // A grid of step 0.0012 comes within (0.0006)^2 max|f''| / 2 < 2e-7 of the point of contact.
    expect(Math.max(...least)).toBeLessThan(2e-7);
  });

  it('l < 0 < u: the chord where no tangent point lies inside', () => {
    const lines = linesOf(subject, -3, 0.1);
    expect(Math.abs(lines.upperSlope - chord(-3, 0.1)) + Math.abs(lines.upperIntercept - gap(chord(-3, 0.1), -3))).toBeLessThan(1e-13);
  });

  it('saturates: long intervals keep the range', () => {
    const lines = linesOf(subject, 3, 1e30);
    const range = { lower: 0, upper: 0 };
    subject.range(-1e30, 1e30, range);
    const limit = name === 'arctan' ? Math.PI / 2 : 1;
    expect([lines.upperSlope * 1e30 + lines.upperIntercept, range.upper].map((x) => Math.abs(x - limit) < 1e-12)).toEqual([true, true]);
  });
});

describe('curves with one bend', () => {
  it('softplus: the tangent at the middle below, the chord above', () => {
    const softplus = activation('softplus');
    const lines = linesOf(softplus, -2, 4);
    const chord = (softplus.evaluate(4) - softplus.evaluate(-2)) / 6;
    const tangent = softplus.derivative(1);
    expect(rounded(lines)).toEqual(
      [tangent, softplus.evaluate(1) - tangent, chord, softplus.evaluate(4) - 4 * chord].map((x) => +x.toFixed(12)),
    );
  });

  it('ELU, alpha <= 1: slope 1 below from a middle at 0 on, a tangent before', () => {
    const elu = activation('elu');
    const before = linesOf(elu, -4, 2);
    const tangent = elu.derivative(-1);
    expect(rounded({ ...linesOf(elu, -2, 4), upperSlope: 0, upperIntercept: 0 })).toEqual([1, 0, 0, 0]);
    expect([before.lowerSlope - tangent, before.lowerIntercept - (elu.evaluate(-1) + tangent)].every((x) => Math.abs(x) < 1e-13)).toBe(
      true,
    );
  });

  it('ELU, alpha > 1: above, the edges of the corner at 0; below, the tangent through (u, u)', () => {
    const elu = activation('elu', { alpha: 3 });
    const [left, right] = [linesOf(elu, -2, 1), linesOf(elu, -1, 2)];
    const edge = elu.evaluate(-2) / -2;
    expect(
      [left.upperSlope - edge, left.upperIntercept, right.upperSlope - 1, right.upperIntercept].every((x) => Math.abs(x) < 1e-13),
    ).toBe(true);
    const room = (x: number) => elu.evaluate(x) - right.lowerSlope * x - right.lowerIntercept;
    const least = Math.min(...Array.from({ length: 3000 }, (_, k) => room(-1 + k / 1000)));
    expect([room(2) < 1e-13, least < 1e-6]).toEqual([true, true]);
  });
});
