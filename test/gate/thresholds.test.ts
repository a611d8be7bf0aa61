import { describe, expect, it } from 'vitest';
import { gateConfigSchema, type Thresholds } from '../../src/gate/config.js';
import { checkThresholds } from '../../src/gate/thresholds.js';
import type { CertifyReport } from '../../src/report/schema.js';
import { report } from './reports.js';

/** Thresholds as they stand in a file. */
function thresholds(require: object): Thresholds {
  return gateConfigSchema.parse({ models: [{ model: 'm', require }] }).models[0]!.require!;
}

function statuses(result: CertifyReport, require: object, unknown: 'fail' | 'warn' = 'fail'): Record<string, string> {
  const checks = checkThresholds(result, thresholds(require), 'require', unknown);
  return Object.fromEntries(checks.filter(({ id }) => id !== 'errors').map(({ label, status }) => [label, status]));
}

const four = report([
  { certifiedRadius: 0.4, attackedRadius: 0.5 },
  { certifiedRadius: 0.2, attackedRadius: 0.5, verdicts: [{ epsilon: 0.3, verdict: 'unknown' }] },
  { certifiedRadius: 0.1, attackedRadius: 0.15 },
  { status: 'misclassified' },
]);

describe('thresholds', () => {
  it.each<[string, object, string]>([
    ['clean accuracy', { cleanAccuracy: 0.75 }, 'passed'],
    ['clean accuracy, missed', { cleanAccuracy: 0.76 }, 'failed'],
    ['certified accuracy', { certifiedAccuracy: { 0.2: 0.5 } }, 'passed'],
    ['certified accuracy, missed for good', { certifiedAccuracy: { 0.2: 0.51 } }, 'failed'],
    ['certified accuracy that the undecided could make up for', { certifiedAccuracy: { 0.3: 0.5 } }, 'unknown'],
    ['certified accuracy beyond what they could', { certifiedAccuracy: { 0.3: 0.51 } }, 'failed'],
    ['mean radius', { radius: { mean: 0.175 } }, 'passed'],
    ['mean radius, missed', { radius: { mean: 0.176 } }, 'failed'],
    ['median radius', { radius: { median: 0.15 } }, 'passed'],
    ['median radius, missed', { radius: { median: 0.151 } }, 'failed'],
    ['quantile', { radius: { quantiles: { 0.25: 0.075 } } }, 'passed'],
    ['quantile, missed', { radius: { quantiles: { 0.25: 0.08 } } }, 'failed'],
    ['smallest radius', { radius: { min: 0.0001 } }, 'failed'],
    ['attack gap', { attackGap: { 0.3: 0.25 } }, 'passed'],
    ['attack gap, missed', { attackGap: { 0.3: 0.24 } }, 'failed'],
    ['mean time', { seconds: { mean: 1 } }, 'passed'],
    ['mean time, missed', { seconds: { mean: 0.9 } }, 'failed'],
    ['total time', { seconds: { total: 4 } }, 'passed'],
    ['total time, missed', { seconds: { total: 3.9 } }, 'failed'],
  ])('%s', (_, require, expected) => {
    expect(Object.values(statuses(four, require))).toEqual([expected]);
  });

  it('name the inputs that keep them from being met, the worst first, and the key', () => {
    const [check] = checkThresholds(four, thresholds({ radius: { quantiles: { 1: 0.5 } } }), 'models[0].require', 'fail');
    expect(check).toMatchObject({ inputs: [3, 2, 1, 0], key: "models[0].require.radius.quantiles['1']", got: { value: 0.4 } });
    expect(check!.message).toContain("models[0].require.radius.quantiles['1']");
  });

  it('of classes hold for their inputs alone', () => {
    const classes = report([
      { label: 0, certifiedRadius: 0.4 },
      { label: 2, certifiedRadius: 0.1 },
    ]);
    expect(statuses(classes, { classes: { each: { radius: { min: 0.2 } }, 2: { cleanAccuracy: 1 } } })).toEqual({
      'clean accuracy, class 2': 'passed',
      'smallest linf radius, class 0': 'passed',
      'smallest linf radius, class 2': 'failed',
    });
  });

  it('of a class without inputs are failed, not empty truths', () => {
    const require = { cleanAccuracy: 0, certifiedAccuracy: { 0.1: 0 }, radius: { min: 0, mean: 0 } };
    expect(new Set(Object.values(statuses(four, { classes: { 1: require } })))).toEqual(new Set(['failed']));
  });

  it('of no inputs at all are failed', () => {
    const require = {
      cleanAccuracy: 0,
      certifiedAccuracy: { 0.1: 0 },
      radius: { min: 0 },
      attackGap: { 0.1: 1 },
      seconds: { mean: 9, total: 9 },
    };
    expect(new Set(Object.values(statuses(report([]), require)))).toEqual(new Set(['failed']));
  });
});

describe('inputs that could not be evaluated', () => {
  const broken = report([{ certifiedRadius: 0.4 }, { status: 'error', error: { code: 'DATA_X', message: 'torn' } }]);

  it('fail, unless they are allowed', () => {
    const status = (require: object) => checkThresholds(broken, thresholds(require), '', 'warn').find(({ id }) => id === 'errors')?.status;
    expect([status({}), status({ errors: 1 })]).toEqual(['failed', 'passed']);
  });

  it('count as radius 0 and as not certified, and nothing can make up for them', () => {
    const require = { radius: { mean: 0.3, min: 0.1 }, certifiedAccuracy: { 0.1: 0.6 }, cleanAccuracy: 0.6 };
    expect(new Set(Object.values(statuses(broken, require, 'warn')))).toEqual(new Set(['failed']));
  });
});

describe('undecided inputs', () => {
  const late = report([
    { certifiedRadius: 0.4, attackedRadius: 0.5 },
    { status: 'timeout', certifiedRadius: 0.1, attackedRadius: 0.3 },
  ]);

  it.each<[string, object, string, string]>([
    ['radii that a search cut short may still have', { radius: { min: 0.3 } }, 'unknown', 'warned'],
    ['no more than the attack allows', { radius: { min: 0.31 } }, 'failed', 'failed'],
    ['a gap that more time may close', { attackGap: { 0.2: 0 } }, 'unknown', 'warned'],
    ['accuracy', { certifiedAccuracy: { 0.2: 1 } }, 'unknown', 'warned'],
    ['a threshold that is met without them', { certifiedAccuracy: { 0.2: 0.5 } }, 'passed', 'passed'],
  ])('%s', (_, require, fail, warn) => {
    expect([Object.values(statuses(late, require, 'fail')), Object.values(statuses(late, require, 'warn'))]).toEqual([[fail], [warn]]);
  });

  it('are no warning where nothing was decided at all', () => {
    const nothing = report([
      { status: 'timeout', certifiedRadius: 0 },
      { certifiedRadius: 0, verdicts: [{ epsilon: 0.2, verdict: 'unknown' }] },
    ]);
    expect(Object.values(statuses(nothing, { certifiedAccuracy: { 0.2: 0.5 } }, 'warn'))).toEqual(['unknown']);
  });
});
