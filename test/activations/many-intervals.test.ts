import { describe, expect, it } from 'vitest';
import type { Activation, LineArrays, LinearRelaxation, Relaxation } from '../../src/activations/activation.js';
import { activations } from '../../src/activations/registry.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { ActivationOperator } from '../../src/graph/nodes/activation.js';
import type { Bounds } from '../../src/graph/operator.js';

/** More than a block of each kind: on one side of 0, around it far and near, long, short, points, 0 itself. */
const ends = Array.from({ length: 1500 }, (_, k) => {
  const x = 5 * Math.sin(k) ** 5;
  const width = k % 13 === 0 ? 0 : k % 17 === 0 ? 40 : Math.abs(3 * Math.cos(7 * k) ** 7);
  return k % 101 === 0 ? { low: 0, high: 0 } : { low: x, high: x + width };
});
ends.push({ low: -1e308, high: 1e308 }, { low: -1e308, high: 1e-3 }, { low: -0, high: 0 }, { low: -5e-324, high: 5e-324 });
const lower = Float64Array.from(ends, ({ low }) => low);
const upper = Float64Array.from(ends, ({ high }) => high);
const { length } = lower;

function fresh(): LineArrays {
  const array = () => new Float64Array(length).fill(NaN);
  return { lowerSlope: array(), lowerIntercept: array(), upperSlope: array(), upperIntercept: array() };
}

function oneByOne(subject: Activation, relaxation: Relaxation): LineArrays {
  const lines = fresh();
  const line: LinearRelaxation = { lowerSlope: NaN, lowerIntercept: NaN, upperSlope: NaN, upperIntercept: NaN };
  for (let k = 0; k < length; k++) {
    subject.relax(lower[k] ?? NaN, upper[k] ?? NaN, relaxation, line);
    for (const part of ['lowerSlope', 'lowerIntercept', 'upperSlope', 'upperIntercept'] as const) lines[part][k] = line[part];
  }
  return lines;
}

function together(subject: Activation, relaxation: Relaxation, adaptive: LineArrays | null): LineArrays {
  const lines = fresh();
  subject.relaxAll?.({ lower, upper }, relaxation, null, lines, adaptive, null);
  return lines;
}

const subjects = activations
  .flatMap((kind) => kind.samples.map((parameters) => kind.create(parameters)))
  .filter((subject) => subject.relaxAll !== undefined);

it('there are activations that take many intervals at once', () => {
  expect(subjects.map(({ name }) => name)).toEqual(['arctan', 'asinh', 'erf', 'sigmoid', 'softsign', 'tanh']);
});

describe.each(subjects)('$name', (subject) => {
  it.each(['adaptive', 'area', 'flat'] as const)('has for many intervals the lines it has for each: %s', (relaxation) => {
    expect(together(subject, relaxation, null)).toEqual(oneByOne(subject, relaxation));
  });

  it('has the lines of area whether those of adaptive are known or not', () => {
    const adaptive = oneByOne(subject, 'adaptive');
    const area = oneByOne(subject, 'area');
    expect(together(subject, 'area', adaptive)).toEqual(area);
    expect(area).not.toEqual(adaptive);
    expect(together(subject, 'adaptive', area)).toEqual(adaptive);
  });

  it('has for many intervals the ranges it has for each', () => {
    const ranges = { lower: new Float64Array(length), upper: new Float64Array(length) };
    subject.relaxAll?.({ lower, upper }, 'adaptive', ranges, fresh(), null, null);
    const expected = ends.map(({ low, high }) => {
      const range = { lower: NaN, upper: NaN };
      subject.range(low, high, range);
      return range;
    });
    expect(Array.from(ranges.lower)).toEqual(expected.map((range) => range.lower));
    expect(Array.from(ranges.upper)).toEqual(expected.map((range) => range.upper));
    const again = { lower: new Float64Array(length), upper: new Float64Array(length) };
    subject.relaxAll?.({ lower, upper }, 'area', again, fresh(), oneByOne(subject, 'adaptive'), null);
    expect(again).toEqual(ranges);
  });

  it('takes nothing over from the lines of other intervals', () => {
    const shape = { height: 1, width: 1, channels: length };
    const operator = (): ActivationOperator => {
      const context = { engine: createReferenceEngine(), inputShapes: [shape], zeros: new Float64Array(length) };
      return new ActivationOperator(context, { kind: 'activation', id: 1, inputs: [0], origin: [], shape, functions: [subject] });
    };
    const boundsOf = (scale: number): Bounds => {
      const [low, high] = [lower, upper].map((ends) => ends.map((end) => (Math.abs(end) > 100 ? 0 : scale * end)));
      return { lower: low!, upper: high!, anchor: new Float64Array(length) };
    };
    const settings = { pooling: 'cnn-cert', product: 'middle', biasGamma: 0 } as const;
    // Those of adaptive are not made for the last bounds.
    const linesAfter = (earlier: readonly number[]): LineArrays => {
      const used = operator();
      for (const scale of earlier) used.bound([boundsOf(scale)], boundsOf(1), { ...settings, relaxation: 'adaptive' });
      used.bound([boundsOf(1)], boundsOf(1), { ...settings, relaxation: 'flat' });
      used.relax([boundsOf(1)], { ...settings, relaxation: 'area' });
      return (Reflect.get(used, 'current') as { lines: LineArrays }).lines;
    };
    const [used, unused] = [linesAfter([0.3]), linesAfter([])];
    for (const part of ['lowerSlope', 'lowerIntercept', 'upperSlope', 'upperIntercept'] as const) expect(used[part]).toEqual(unused[part]);
  });
});

describe('many points', () => {
  const points = Float64Array.from([...lower, ...upper, NaN, -0, 0, Infinity, -Infinity, 5e-324, -5e-324, 23, -23, 800, -800]);
  const able = activations
    .flatMap((kind) => kind.samples.map((parameters) => kind.create(parameters)))
    .filter((subject) => subject.evaluateAll !== undefined);

  it('can be evaluated at once by some activations', () => {
    expect(able.map(({ name }) => name)).toEqual(['arctan', 'asinh', 'erf', 'relu', 'sigmoid', 'softsign', 'tanh']);
  });

  it.each(able)('$name gives what it gives for each', (subject) => {
    const values = new Float64Array(points.length);
    subject.evaluateAll?.(points, values);
    expect(values).toEqual(points.map((point) => subject.evaluate(point)));
  });
});
