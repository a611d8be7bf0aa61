import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Ends the output of a run with the line `N passed, N failed, N skipped`, whatever other reporters print. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const line = closingLine(modules, unhandled.length);
    process.once('exit', () => writeSync(process.stdout.fd, `${line}\n`));
  }
}

/** A file that cannot be loaded, a hook that fails and an error outside of any test count as one failed test each. */
function closingLine(modules: readonly TestModule[], unhandled: number): string {
  const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const failedSuites = suites.filter((suite) => suite.errors().length > 0).length;
  const count = (wanted: string): number => states.filter((state) => state === wanted).length;
  const skipped = count('skipped') + count('pending');
  return `${count('passed')} passed, ${count('failed') + failedSuites + unhandled} failed, ${skipped} skipped`;
}
