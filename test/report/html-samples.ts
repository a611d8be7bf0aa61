import { encodeFloats, type Details } from '../../src/report/details.js';
import type { CertifyReport, InputReport } from '../../src/report/schema.js';
import { Random } from '../support/random.js';
import { HEAD, RADII, SUMMARY, VERDICTS } from './samples.js';

const { model, data, settings } = HEAD;

/** A run for radii. */
export function radiusReport(inputs: readonly InputReport[] = RADII): CertifyReport {
  const tool = { name: 'cnn-cert', version: '0.1.0' } as const;
  return { schemaVersion: 1, tool, model, data, settings, inputs: [...inputs], summary: { ...SUMMARY, inputs: inputs.length } };
}

/** A run with an epsilon. */
export const verdictReport: CertifyReport = {
  ...radiusReport(VERDICTS),
  settings: {
    norm: 'linf',
    method: 'cnn-cert',
    relaxation: 'adaptive',
    target: 'all',
    attack: true,
    kernel: 'f64',
    threads: 2,
    epsilon: 0.05,
  },
  summary: { ...SUMMARY, certifiedAccuracy: [{ epsilon: 0.05, value: 1 / 3 }], radius: null },
};

/** Details of noise. */
export function detailsOf(random: Random, size: number): Details {
  const floats = () => encodeFloats(random.array(size, 0, 1));
  return {
    values: floats(),
    bound: { epsilon: 0.1, class: 3, coefficients: floats() },
    found: { class: 2, margin: -0.1, distance: 0.11, values: floats() },
  };
}

/** A run of many inputs, as a robust model gives it. */
export function largeReport(count: number, details: number): CertifyReport {
  const random = new Random(7);
  const inputs = Array.from({ length: count }, (_unused, index): InputReport => {
    const certifiedRadius = random.uniform(0.01, 0.2);
    const label = index % 10;
    const limitingClass = (label + 1 + random.integer(0, 3)) % 10;
    const found = {
      attackedRadius: certifiedRadius * random.uniform(1, 1.5),
      ...(index < details ? { details: detailsOf(random, 784) } : {}),
    };
    return { ...RADII[0]!, index, label, prediction: label, limitingClass, certifiedRadius, ...found };
  });
  return radiusReport(inputs);
}
