import type { CertifyReport } from '../../src/report/schema.js';

const TIMES = new Set(['seconds', 'cpuSeconds', 'wallSeconds', 'peakRssMb']);

/** A report without what differs from one run to the next: times and memory. All else is to be compared to the last bit. */
export function withoutTimes(report: CertifyReport): unknown {
  return JSON.parse(JSON.stringify(report, (key, value: unknown) => (TIMES.has(key) ? undefined : value)));
}
