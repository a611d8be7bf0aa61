import { describe, expect, it } from 'vitest';
import { activation } from '../../src/activations/registry.js';

describe('TERELU', () => {
  it('has the values of its paper with its defaults, in all forms', () => {
    const expected = [-0.864664717, -0.632120559, 0.5, 1, 1.39346934, 1.632120559, 1.864664717, 1.99987659];
    const values = [0, 1, 2].map((form) =>
      [-2, -1, 0.5, 1, 1.5, 2, 3, 10].map((x) => +activation('terelu', { form }).evaluate(x).toFixed(9)),
    );
    expect(values).toEqual([expected, expected, expected]);
  });

  it('has the derivative of its paper', () => {
    expect(activation('terelu').derivative(2)).toBeCloseTo(0.367879441, 9);
  });

  it('jumps at mu in the form of the code only', () => {
    const jump = (form: number) => {
      const subject = activation('terelu', { beta: 0.5, mu: 2, form });
      return +(subject.evaluate(2) - subject.evaluate(2 - 1e-12)).toFixed(6) + 0;
    };
    expect([0, 1, 2].map(jump)).toEqual([0, -1, 0]);
  });

  it('takes the supporting lines at the middle: on [-4, 0] a tangent below', () => {
    const lines = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
    activation('terelu').relax(-4, 0, 'adaptive', lines);
    expect(lines.lowerSlope).toBeCloseTo(activation('terelu').derivative(-2), 6);
  });

  it.each([{ mu: 0 }, { form: 3 }, { alpha: NaN }])('refuses %o', (parameters) => {
    expect(() => activation('terelu', parameters)).toThrow(/activation terelu/);
  });
});
