import type { GateCheck, GateOutcome } from '../../src/gate/outcome.js';
import type { ReportedRun } from '../../src/report/reporter.js';
import type { CertifyReport, InputReport } from '../../src/report/schema.js';
import { HEAD, RADII, SUMMARY, VERDICTS } from './samples.js';

const { model, data, settings } = HEAD;

function reportOf(inputs: readonly InputReport[], epsilon?: number): CertifyReport {
  const { precision, ...rest } = settings;
  return {
    schemaVersion: 1,
    tool: { name: 'cnn-cert', version: '0.0.0' },
    ...{ model, data, summary: SUMMARY },
    settings: epsilon === undefined ? { ...rest, precision } : { ...rest, epsilon },
    inputs: [...inputs],
  };
}

/** Runs of certify without a gate. */
export const RADIUS_RUN: ReportedRun = { version: '0.0.0', reports: [reportOf(RADII)], gate: null };
export const VERDICT_RUN: ReportedRun = { version: '0.0.0', reports: [reportOf(VERDICTS, 0.05)], gate: null };
export const INTERRUPTED_RUN: ReportedRun = {
  version: '0.0.0',
  reports: [{ ...reportOf(RADII.slice(0, 1)), interrupted: { finished: 1, requested: 5 } }],
  gate: null,
};

const passed: GateCheck = {
  id: 'clean-accuracy',
  label: 'clean accuracy',
  key: 'models[0].require.cleanAccuracy',
  epsilon: null,
  class: null,
  status: 'passed',
  wanted: { text: '50.0 %', value: 0.5 },
  got: { text: '60.0 %', value: 0.6 },
  baseline: null,
  inputs: [],
  message: '3 of 5 inputs are classified correctly.',
};

/** One check of every status, with text that needs care everywhere. */
const CHECKS: readonly GateCheck[] = [
  passed,
  {
    ...passed,
    ...{ id: 'baseline-certified-accuracy', label: 'certified accuracy at linf 0.05', epsilon: 0.05, status: 'failed' },
    ...{ wanted: { text: '85.0 %', value: 0.85 }, got: { text: '40.0 %', value: 0.4 }, baseline: { text: '90.0 %', value: 0.9 } },
    inputs: [13, 1, 12],
    message: 'Certified accuracy fell: 40.0 % < 85.0 %.\nRetrain it | take <it> back, "or" lower ::the threshold::',
  },
  {
    ...passed,
    ...{ id: 'min-radius', label: 'smallest linf radius, class 4', class: 4, status: 'unknown', got: null, inputs: [12] },
    message: 'Nothing was decided.',
  },
  { ...passed, id: 'attack-gap', label: 'attack gap at linf 0.05', status: 'warned', inputs: [12], message: 'One input is undecided.' },
];

const OUTCOME: GateOutcome = {
  config: 'ci/cnn-cert.config.yaml',
  passed: false,
  status: 'failed',
  exitCode: 1,
  models: [
    { name: 'robust', path: 'models/fmnist_relu_robust.onnx', report: reportOf(RADII), error: null, checks: [...CHECKS] },
    {
      name: 'broken',
      path: 'models/not here.onnx',
      report: null,
      error: { code: 'FILE_NOT_FOUND', message: 'models/not here.onnx does not exist', hint: 'check the path' },
      checks: [],
    },
  ],
};

/** A gate with one model that failed and one that could not be read. */
export const GATE_RUN: ReportedRun = { version: '0.0.0', reports: [reportOf(RADII)], gate: OUTCOME };
