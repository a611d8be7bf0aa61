import type { Reporter } from '../reporter.js';

/** The page of `cnn-cert report`; what draws its figures is loaded only where it is asked for. */
export async function htmlReporter(): Promise<Reporter> {
  const { htmlReport } = await import('../html/page.js');
  return {
    name: 'html',
    write: ({ reports, gate, failure = null }) =>
      htmlReport(
        reports.map((report) => ({ path: null, report })),
        gate,
        failure,
      ),
  };
}
