import { describe, expect, it } from 'vitest';
import { Classifier } from '../../src/certify/classifier.js';
import { marginRows, otherClasses } from '../../src/certify/specification.js';
import { chooseTargets } from '../../src/certify/targets.js';
import { decisionLogit } from '../../src/certify/threshold.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { compare, dyadic } from '../support/dyadic.js';
import { absolute, ONE, subtract } from '../support/dyadic-parts.js';
import { log } from '../support/precise.js';
import { Net } from '../support/graphs.js';

const engine = createReferenceEngine();
const three = (outputLayout: Int32Array | null = null) => new Classifier(new Net(1).dense([[1], [2], [3]]).build({ outputLayout }), engine);
const binary = () => new Classifier(new Net(1).dense([[1]]).build(), engine);

describe('margin rows', () => {
  it('are the label minus each class', () => {
    const rows = marginRows(three(), 1, otherClasses(three(), 1), 0.5);
    expect(rows.map((margin) => [margin.class, ...margin.row, margin.offset])).toEqual([[0, -1, 1, 0, 0], [2, 0, 1, -1, 0]]); // prettier-ignore
  });

  it('address the output node in its own order', () => {
    const rows = marginRows(three(Int32Array.of(2, 0, 1)), 0, [1], 0.5);
    expect([...rows[0]!.row]).toEqual([-1, 0, 1]);
  });

  it('of a class that is the same element as the label are zero: never positive', () => {
    expect([...marginRows(three(Int32Array.of(0, 0, 1)), 0, [1], 0.5)[0]!.row]).toEqual([0, 0, 0]);
  });

  it('of a binary model are the distance to the decision logit', () => {
    const boundary = decisionLogit(0.8);
    expect(marginRows(binary(), 1, [0], 0.8)).toMatchObject([{ class: 0, offset: -boundary.value, offsetError: boundary.error }]);
    expect(marginRows(binary(), 0, [1], 0.8)).toMatchObject([{ class: 1, offset: boundary.value, offsetError: boundary.error }]);
    expect([...marginRows(binary(), 0, [1], 0.8)[0]!.row]).toEqual([-1]);
  });
});

describe('the decision logit', () => {
  it('of 0.5 is exactly 0', () => {
    expect(decisionLogit(0.5)).toEqual({ value: 0, error: 0 });
  });

  it('is within its error of the real one', () => {
    const thresholds = [1e-300, 1e-9, 0.1, 0.3, 0.4999999999, 0.5000000001, 0.7, 0.9, 0.999999, 1 - 2 ** -53];
    const wrong = thresholds.filter((threshold) => {
      const { value, error } = decisionLogit(threshold);
      const real = subtract(log(dyadic(threshold)), log(subtract(ONE, dyadic(threshold))));
      return compare(absolute(subtract(real, dyadic(value))), dyadic(error)) > 0 || !(error < 1e-13 * (1 + Math.abs(value)));
    });
    expect(wrong).toEqual([]);
  });
});

describe('targets', () => {
  const others = [0, 2, 3, 4];
  const margins = [5, 1, 9, 3];

  it.each([
    ['all' as const, [0, 2, 3, 4]],
    ['runner-up' as const, [2]],
    ['least-likely' as const, [3]],
    [4, [4]],
  ])('%s', (choice, expected) => {
    expect(chooseTargets(choice, others, margins, 0)).toEqual(expected);
  });

  it('drawn at random depend on the index only, and every class comes up', () => {
    const drawn = Array.from({ length: 50 }, (_, index) => chooseTargets('random', others, margins, index)[0]!);
    expect(drawn).toEqual(Array.from({ length: 50 }, (_, index) => chooseTargets('random', others, [], index)[0]));
    expect([...new Set(drawn)].sort()).toEqual(others);
  });
});
