import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../src/certify/check-settings.js';
import { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { createReferenceEngine } from '../../src/engine/reference.js';
import { type CertifyError, DataError, UsageError } from '../../src/errors.js';
import { Net } from '../support/graphs.js';

const classifier = new Classifier(new Net(2).dense([[1, 0], [0, 1], [1, 1]]).build(), createReferenceEngine()); // prettier-ignore

function errorOf(changes: Record<string, unknown>): unknown {
  try {
    checkSettings({ ...DEFAULT_SETTINGS, ...changes }, classifier);
    return null;
  } catch (error) {
    return error;
  }
}

describe('checkSettings', () => {
  it.each([
    {},
    { epsilon: 0 },
    { epsilon: 1e9 },
    { clip: { lower: 0, upper: 0 } },
    { weights: Float64Array.of(0, 2) },
    { target: 2 },
    { target: 'runner-up' },
    { timeoutSeconds: 0.5 },
    { precision: 1 },
  ])('accepts %j', (changes) => {
    expect(errorOf(changes)).toBeNull();
  });

  it.each([
    [{ epsilon: -0.1 }, 'BAD_EPSILON'],
    [{ epsilon: NaN }, 'BAD_EPSILON'],
    [{ epsilon: Infinity }, 'BAD_EPSILON'],
    [{ epsilon: '0.1' }, 'BAD_EPSILON'],
    [{ precision: 0 }, 'BAD_PRECISION'],
    [{ precision: NaN }, 'BAD_PRECISION'],
    [{ precision: 2 }, 'BAD_PRECISION'],
    [{ clip: { lower: 1, upper: 0 } }, 'BAD_CLIP'],
    [{ clip: { lower: NaN, upper: 0 } }, 'BAD_CLIP'],
    [{ clip: { lower: 0, upper: Infinity } }, 'BAD_CLIP'],
    [{ threshold: 0 }, 'BAD_THRESHOLD'],
    [{ threshold: 1 }, 'BAD_THRESHOLD'],
    [{ threshold: NaN }, 'BAD_THRESHOLD'],
    [{ timeoutSeconds: 0 }, 'BAD_TIMEOUT'],
    [{ timeoutSeconds: NaN }, 'BAD_TIMEOUT'],
    [{ target: 3 }, 'BAD_TARGET'],
    [{ target: -1 }, 'BAD_TARGET'],
    [{ target: 0.5 }, 'BAD_TARGET'],
    [{ target: 'nearest' }, 'BAD_TARGET'],
    [{ norm: 'l3' }, 'BAD_OPTION'],
    [{ method: 'magic' }, 'BAD_OPTION'],
    [{ relaxation: 'none' }, 'BAD_OPTION'],
  ])('refuses %j', (changes, code) => {
    const error = errorOf(changes);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ code, hint: expect.any(String) as string });
  });

  it.each([[[1]], [[1, 2, 3]], [[1, -1]], [[1, NaN]], [[1, Infinity]]])('refuses the weights %j', (weights) => {
    const error = errorOf({ weights: Float64Array.from(weights) });
    expect(error).toBeInstanceOf(DataError);
    expect((error as CertifyError).code).toBe('BAD_WEIGHTS');
  });
});
