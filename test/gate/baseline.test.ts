import { describe, expect, it } from 'vitest';
import { checkBaseline } from '../../src/gate/baseline.js';
import { checkComparable } from '../../src/gate/comparable.js';
import { gateConfigSchema, type MaxDrop } from '../../src/gate/config.js';
import type { InputReport } from '../../src/report/schema.js';
import { codeOf } from '../data/files.js';
import { report } from './reports.js';

function drops(maxDrop: object): MaxDrop {
  return gateConfigSchema.parse({ models: [{ model: 'm', baseline: { file: 'b', maxDrop } }] }).models[0]!.baseline!.maxDrop;
}

const radii = (...all: number[]) =>
  report(all.map((certifiedRadius) => (certifiedRadius > 0 ? { certifiedRadius, attackedRadius: 0.9 } : { status: 'misclassified' })));
const before = radii(0.4, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0);

function check(now: ReturnType<typeof radii>, maxDrop: object, unknown: 'fail' | 'warn' = 'fail') {
  const [first] = checkBaseline(now, before, drops(maxDrop), 'maxDrop', unknown);
  return first!;
}

describe('drops below a baseline', () => {
  it('of the same result are none', () => {
    const all = {
      cleanAccuracy: 0,
      certifiedAccuracy: { 0.1: 0 },
      radius: { mean: 0, median: 0, min: 0, quantiles: { 0.5: 0 } },
      inputRadius: 0,
      lostCertificates: { 0.1: 0 },
    };
    expect(checkBaseline(before, before, drops(all), '', 'fail').map(({ status }) => status)).toEqual(Array(8).fill('passed'));
  });

  it.each<[string, object, string]>([
    ['a tenth of accuracy, allowed, exactly', { cleanAccuracy: 0.1 }, 'passed'],
    ['a tenth of accuracy, not allowed', { cleanAccuracy: 0.09 }, 'failed'],
    ['of certified accuracy, allowed', { certifiedAccuracy: { 0.1: 0.1 } }, 'passed'],
    ['of certified accuracy, not allowed', { certifiedAccuracy: { 0.1: 0.09 } }, 'failed'],
    ['of certified accuracy, relative to what it was', { certifiedAccuracy: { 0.1: '11%' } }, 'failed'],
    ['of the mean radius', { radius: { mean: 0.009 } }, 'failed'],
    ['of the mean radius, allowed', { radius: { mean: 0.011 } }, 'passed'],
    ['of one input', { inputRadius: 0.09 }, 'failed'],
    ['of one input, allowed', { inputRadius: '100%' }, 'passed'],
    ['a certificate', { lostCertificates: { 0.1: 0 } }, 'failed'],
    ['a certificate, allowed', { lostCertificates: { 0.1: 1 } }, 'passed'],
  ])('%s', (_, maxDrop, expected) => {
    expect(check(radii(0.4, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0, 0), maxDrop).status).toBe(expected);
  });

  it('of one input are not made up for by gains of others', () => {
    const now = radii(0.1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9);
    expect(check(now, { radius: { mean: 0 } }).status).toBe('passed');
    expect(check(now, { inputRadius: 0.01 })).toMatchObject({ status: 'failed', inputs: [0], got: { value: 0.4 - 0.1 } });
    expect(check(now, { lostCertificates: { 0.2: 0 } })).toMatchObject({ status: 'failed', inputs: [0] });
  });

  it('show what was wanted, what was found and what the baseline has', () => {
    const { label, wanted, got, baseline } = check(radii(0.4, 0.2, 0.2, 0.1, 0.1, 0.1, 0, 0, 0, 0), { certifiedAccuracy: { 0.1: 0.1 } });
    expect([label, wanted.text, got!.text, baseline!.text]).toEqual([
      'certified accuracy at linf 0.1 against the baseline',
      '>= 80 %',
      '60.0 %',
      '90.0 %',
    ]);
  });

  it('are open where time ran out, and lost where it did not', () => {
    const timeout: Partial<InputReport> = { status: 'timeout', certifiedRadius: 0.05, attackedRadius: 0.9 };
    const late = report(before.inputs.map((input, k) => (k === 8 ? timeout : input)));
    const maxDrops = [{ lostCertificates: { 0.1: 0 } }, { inputRadius: 0.01 }, { radius: { mean: 0 } }, { certifiedAccuracy: { 0.1: 0 } }];
    expect(maxDrops.map((maxDrop) => check(late, maxDrop).status)).toEqual(Array(4).fill('unknown'));
    const unknown = report(before.inputs.map((input, k) => (k === 8 ? { certifiedRadius: 0.05, attackedRadius: 0.9 } : input)));
    expect(maxDrops.map((maxDrop) => check(unknown, maxDrop, 'warn').status)).toEqual(Array(4).fill('failed'));
  });
});

describe('a baseline', () => {
  const compare = (now: typeof before, then: typeof before, maxDrop: object = {}) =>
    codeOf(() => checkComparable(now, then, drops(maxDrop), 'b.json'));

  it('of the same question is taken', () => {
    expect(compare(before, before, { certifiedAccuracy: { 0.1: 0 }, inputRadius: 0 })).toBeUndefined();
  });

  it.each<[string, Partial<typeof before>]>([
    ['norm', { settings: { ...before.settings, norm: 'l2' } }],
    ['clip', { settings: { ...before.settings, clip: [0, 1] } }],
    ['fewer inputs', { inputs: before.inputs.slice(1) }],
    ['more inputs', { inputs: [...before.inputs, { ...before.inputs[0]!, index: 10 }] }],
    ['other labels', { inputs: before.inputs.map((input) => ({ ...input, label: 1 })) }],
    ['an interrupted run', { interrupted: { finished: 10, requested: 20 } }],
  ])('of another %s is refused', (_, other) => {
    expect(compare(before, { ...before, ...other })).toBe('BASELINE_MISMATCH');
  });

  it('that was not asked at an epsilon, or has no radii, is refused where they are needed', () => {
    expect(compare(before, before, { certifiedAccuracy: { 0.3: 0 } })).toBe('BASELINE_LACKS');
    expect(compare(before, before, { lostCertificates: { 0.3: 0 } })).toBe('BASELINE_LACKS');
    const verdicts = report(
      before.inputs.map(() => ({ verdict: 'certified' as const })),
      0.1,
    );
    expect(compare(verdicts, verdicts, { certifiedAccuracy: { 0.1: 0 } })).toBeUndefined();
    expect(compare(verdicts, verdicts, { inputRadius: 0 })).toBe('BASELINE_LACKS');
  });
});
