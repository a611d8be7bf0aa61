import type { CertifyReport, InputReport } from '../../src/report/schema.js';
import type { RunHead } from '../../src/report/text.js';

const classified: InputReport = {
  index: 0,
  label: 9,
  prediction: 9,
  status: 'ok',
  cleanMargin: 3.8307,
  limitingClass: 5,
  seconds: 0.4321,
  cpuSeconds: null,
  evaluations: 7,
};
const input: InputReport = { ...classified, certifiedRadius: 0.0777777, attackedRadius: 0.0911111 };

/** One input of every kind that a search for radii can bring about. */
export const RADII: readonly InputReport[] = [
  input,
  { ...input, index: 1, label: 4, prediction: 2, status: 'misclassified', cleanMargin: -0.7199, certifiedRadius: 0, attackedRadius: 0 },
  { ...input, index: 12, status: 'timeout', seconds: 65, certifiedRadius: 0.00123456, attackedRadius: null },
  {
    ...input,
    ...{ index: 13, label: null, prediction: null, status: 'error', cleanMargin: null, limitingClass: null, seconds: 0 },
    ...{ certifiedRadius: null, attackedRadius: null },
    error: { code: 'DATA_NOT_FINITE', message: 'item 13: element 4 is "NaN", not a number', hint: 'Repair it.' },
  },
  { ...input, index: 199, certifiedRadius: 1, attackedRadius: null, radiusUnbounded: true },
];

/** One input of every verdict. */
export const VERDICTS: readonly InputReport[] = [
  { ...classified, verdict: 'certified', margins: [{ class: 1, lower: 1.23456 }] },
  {
    ...classified,
    index: 1,
    verdict: 'falsified',
    margins: [{ class: 1, lower: -2, upper: -0.5 }],
    counterexample: { class: 1, margin: -0.5 },
  },
  { ...classified, index: 2, verdict: 'unknown', margins: [{ class: 1, lower: null }] },
];

export const HEAD: RunHead = {
  model: {
    path: 'models/fmnist_relu_robust.onnx',
    sha256: 'be20bb49d84bcef1b4fb1aede476fadd933ee5310d0e0d894e2a32da420d6b93',
    opset: 13,
    inputShape: [1, 1, 28, 28],
    classes: 10,
    stripped: [],
    notices: [],
  },
  data: { path: 'models/sample-images-idx3-ubyte.gz', kind: 'idx', items: 200, labels: 'given', range: [0, 1] },
  settings: {
    ...{ norm: 'linf', method: 'cnn-cert', relaxation: 'adaptive', target: 'all', attack: true, kernel: 'f64', threads: 2 },
    precision: 0.001,
    clip: [0, 1],
  },
  requested: 5,
  correct: 3,
  extent: { lastIndex: 199, longestName: 0 },
};

export const SUMMARY: CertifyReport['summary'] = {
  ...{ inputs: 5, correct: 3, cleanAccuracy: 0.6, certified: 3 },
  certifiedAccuracy: [
    { epsilon: 0.001, value: 0.6 },
    { epsilon: 0.05, value: 0.4 },
  ],
  radius: { count: 4, mean: 0.2697, median: 0.0395, p10: 0.00037, p90: 0.7233, min: 0 },
  ...{ errors: 1, timeouts: 1, wallSeconds: 66.4, cpuSeconds: 120.2, peakRssMb: 141.7 },
};
