import { duration } from './numbers.js';

const BAR = 24;
const CLEAR = '\r\x1b[K';

/** A line on a terminal that is drawn over and over. */
export interface Progress {
  /** Draws the state of the run. */
  update(done: number, total: number, seconds: number): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

/** A progress bar, or nothing at all where there is no terminal; `before`: inputs that were done when the run began. */
export function createProgress(terminal: { readonly columns: number; write(text: string): void } | null, before = 0): Progress {
  if (terminal === null) return { update: () => undefined, clear: () => undefined };
  let drawn = false;
  return {
    update(done, total, seconds) {
      const line = progressLine(done, total, seconds, terminal.columns - 1, before);
      terminal.write(`${CLEAR}${line}`);
      drawn = true;
    },
    clear() {
      if (drawn) terminal.write(CLEAR);
      drawn = false;
    },
  };
}

/** `[=======>        ]  8/20  12.3 s, about 18.0 s left`. */
export function progressLine(done: number, total: number, seconds: number, room: number, before = 0): string {
  const filled = Math.floor((BAR * done) / total);
  const bar = `${'='.repeat(filled)}${filled < BAR ? '>' : ''}`.padEnd(BAR);
  const left = done === before || done === total ? '' : `, about ${duration((seconds / (done - before)) * (total - done))} left`;
  const line = `[${bar}]  ${String(done).padStart(String(total).length)}/${total}  ${duration(seconds)}`;
  return line.length + left.length <= room ? line + left : line.slice(0, room);
}
