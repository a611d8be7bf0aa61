import { summarise } from '../../src/certify/summary.js';
import type { CertifyReport, InputReport } from '../../src/report/schema.js';

/** A result with radii, or with `epsilon` one with verdicts. Each input: label 0 unless it says otherwise. */
export function report(inputs: readonly Partial<InputReport>[], epsilon?: number): CertifyReport {
  const full = inputs.map((input, index): InputReport => ({
    index,
    label: 0,
    prediction: input.status === 'misclassified' ? 1 : input.status === 'error' ? null : (input.label ?? 0),
    status: 'ok',
    cleanMargin: 1,
    limitingClass: 1,
    seconds: 1,
    cpuSeconds: null,
    evaluations: 1,
    ...(epsilon === undefined ? { certifiedRadius: input.status === 'misclassified' ? 0 : null, attackedRadius: null } : {}),
    ...input,
  }));
  const { certifiedAccuracy, ...summary } = summarise(full, epsilon === undefined ? [] : [epsilon]);
  return {
    schemaVersion: 1,
    tool: { name: 'cnn-cert', version: '0.0.0' },
    model: { path: 'm.onnx', sha256: '0'.repeat(64), opset: 17, inputShape: [1, 2], classes: 3, stripped: [], notices: [] },
    data: { path: 'd.csv', kind: 'csv', items: inputs.length, labels: 'given', range: [0, 1] },
    settings: {
      norm: 'linf',
      method: 'cnn-cert',
      relaxation: 'adaptive',
      target: 'all',
      attack: true,
      kernel: 'auto',
      threads: 1,
      ...(epsilon === undefined ? { precision: 1e-3 } : { epsilon }),
    },
    inputs: full,
    summary: { ...summary, certifiedAccuracy: [...certifiedAccuracy], wallSeconds: inputs.length, cpuSeconds: 1, peakRssMb: 100 },
  };
}
