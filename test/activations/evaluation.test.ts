import { describe, expect, it } from 'vitest';
import type { Activation, ActivationKind } from '../../src/activations/activation.js';
import { activations } from '../../src/activations/registry.js';
import { add, dyadic, type Dyadic, negate } from '../support/dyadic.js';
import { absolute, scale, subtract, toNumber } from '../support/dyadic-parts.js';
import { definitionOf } from '../support/precise-activations.js';
import { Random } from '../support/random.js';

const cases = activations.flatMap((kind) =>
  kind.samples.map((parameters) => ({ name: kind.name, parameters, kind, subject: kind.create(parameters) })),
);

/** Away from kinks by chance, at every magnitude that tells something. */
function points({ domain }: Pick<ActivationKind, 'domain'>, { parameters }: Pick<Activation, 'parameters'>): number[] {
  const random = new Random(7);
  const found: number[] = [];
  for (let k = 0; k < 300; k++)
    found.push(random.uniform(-7, 7), random.uniform(-0.1, 0.1), random.uniform(-1, 1) * 2 ** random.integer(-300, 8));
  return domain === undefined ? found : found.filter((x) => domain(x, x, parameters));
}

/** (f(x + h) - f(x - h)) / 2h in exact arithmetic, h = 2^-44 |x|: off by about h^2. */
function differenceQuotient(f: (x: Dyadic) => Dyadic, x: number): number {
  const h = absolute(scale(dyadic(x), -44));
  const rise = subtract(f(add(dyadic(x), h)), f(add(dyadic(x), negate(h))));
  return (toNumber(rise) / Math.abs(x)) * 2 ** 43;
}

describe.each(cases)('$name $parameters', ({ kind, subject }) => {
  const definition = definitionOf(subject);

  it('is evaluated within a few ulps', () => {
    let worst = { units: 0, x: 0 };
    for (const x of points(kind, subject)) {
      const exact = definition(dyadic(x));
      // f'(x) x counts where f is near a zero that is not at 0 (HardSigmoid).
      const size = Math.abs(toNumber(exact)) + Math.abs(subject.derivative(x) * x);
      const error = Math.abs(toNumber(subtract(dyadic(subject.evaluate(x)), exact)));
      const units = error === 0 ? 0 : error / (size * 2 ** -53);
      if (!(units <= worst.units)) worst = { units, x };
    }
    expect(worst.units, `u at ${worst.x}`).toBeLessThan(24);
  });

  it('has the derivative of its definition', () => {
    let worst = { error: 0, x: 0 };
    for (const x of points(kind, subject).filter((point) => Math.abs(point) > 1e-12)) {
      const slope = differenceQuotient(definition, x);
      // f''(x) x counts where f' is near a zero.
      const size = Math.abs(slope) + Math.abs(differenceQuotient(definition, x * (1 + 2 ** -20)) - slope) * 2 ** 20;
      const error = Math.abs(subject.derivative(x) - slope) / (size === 0 ? 1 : size);
      if (!(error <= worst.error)) worst = { error, x };
    }
    expect(worst.error, `at ${worst.x}`).toBeLessThan(1e-14);
  });

  it('passes NaN on', () => {
    expect(subject.evaluate(NaN)).toBeNaN();
  });
});
