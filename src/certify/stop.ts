import { StoppedError } from '../errors.js';

/** What certification needs from its surroundings. */
export interface Hooks {
  /** Seconds of a clock that never goes back. */
  now(): number;
  /** CPU seconds used so far, where they can be told. */
  cpu?(): number | null;
  /** True: give the current input up as soon as possible. */
  shouldStop?(): boolean;
}

/**
 * A function to be called often: throws StoppedError `TIMEOUT` once the time is up, `INTERRUPTED` once it is told to stop.
 */
export function stopper(hooks: Hooks, timeoutSeconds: number | null): () => void {
  const deadline = timeoutSeconds === null ? Infinity : hooks.now() + timeoutSeconds;
  return () => {
    if (hooks.shouldStop?.() === true) throw new StoppedError('INTERRUPTED', 'stopped before this input was finished');
    if (deadline < Infinity && hooks.now() >= deadline) {
      throw new StoppedError('TIMEOUT', `not finished after ${timeoutSeconds} seconds`, {
        hint: 'raise --timeout, or choose a cheaper method',
      });
    }
  };
}
