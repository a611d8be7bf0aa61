import type { InputResult } from '../certify/result.js';
import { detailsOf, type Details } from '../report/details.js';
import { chooseExamples } from '../report/examples.js';
import { runTasks } from '../run/pool.js';
import { workerStarter, type Job, type JobRun } from './job.js';

/**
 * Explains up to `count` of the results of a job (which: see `chooseExamples`), by index. What cannot be explained, or was stopped, is
 * left out.
 */
export async function explainExamples(
  job: Job,
  results: readonly InputResult[],
  count: number,
  run: Omit<JobRun, 'onResult' | 'cache'>,
): Promise<ReadonlyMap<number, Details>> {
  const details = new Map<number, Details>();
  const chosen = new Set(chooseExamples(results, count));
  const examples = results.filter(({ index }) => chosen.has(index));
  const at = (position: number): InputResult => {
    const result = examples[position];
    if (result === undefined) throw new RangeError(`no example ${position}`);
    return result;
  };
  const tasks = {
    count: examples.length,
    head: at,
    task(position: number) {
      const result = at(position);
      return { index: result.index, label: result.label, input: job.inputs.input(result.index), explain: result };
    },
  };
  const onResult = (_: number, { index, explanation }: InputResult): void => {
    if (explanation !== undefined) details.set(index, detailsOf(explanation));
  };
  const { workers, stop } = run;
  if (!stop.aborted) await runTasks(tasks, { workers, team: job.team, start: workerStarter(job, run, tasks.count), onResult, stop });
  return details;
}
