import type { Column, Part, Row } from './part.js';

/** A value that is worse than before by more than the tolerance. */
export interface Regression {
  readonly what: string;
  readonly before: number;
  readonly now: number;
  /** Share by which it is worse. */
  readonly by: number;
}

/** What counts as worse. */
export const TOLERANCE = 0.1;

/**
 * Regressions of parts against earlier ones, row by row. Times are compared in units of the plain multiply-add loop of their run, so that
 * a busier or slower machine is no regression. What only one of the runs measured is left out.
 */
export function regressions(before: readonly Part[], now: readonly Part[]): Regression[] {
  return now.flatMap((part) => {
    const earlier = before.find(({ name }) => name === part.name);
    if (earlier === undefined) return [];
    return part.rows.flatMap((row) => {
      const old = earlier.rows.find(({ name }) => name === row.name);
      return old === undefined ? [] : part.columns.flatMap((column) => regression(part, earlier, row, old, column) ?? []);
    });
  });
}

function regression(part: Part, earlier: Part, row: Row, old: Row, { key, title, better, scaled }: Column): Regression | null {
  const [before, now] = [old.values[key] ?? null, row.values[key] ?? null];
  if (better === undefined || before === null || now === null || before <= 0 || now <= 0) return null;
  const machine = scaled === true ? part.loop / earlier.loop : 1;
  // A rate per second shrinks with the machine, a time grows.
  const worse = better === 'less' ? (now * machine) / before - 1 : (before * machine) / now - 1;
  return worse > TOLERANCE ? { what: `${part.name}: ${row.name}: ${title}`, before, now, by: worse } : null;
}
