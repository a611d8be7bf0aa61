import { createContext, Script } from 'node:vm';
import type { Breakable } from './in-thread.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type SignalName = (typeof SIGNALS)[number];

/** Where signals come from: `process`, or an event emitter in tests. */
export interface SignalSource {
  once(signal: SignalName, listener: () => void): unknown;
  off(signal: SignalName, listener: () => void): unknown;
}

/** Turns signals into an orderly stop. */
export interface Interrupt {
  /** Aborted by the first signal. The second one finds no listener here any more and ends the process. */
  readonly signal: AbortSignal;
  /** Lets Ctrl-C break into a synchronous computation, which no event listener could. */
  readonly breakable: Breakable;
  dispose(): void;
}

/** Listens for Ctrl-C (SIGINT) and SIGTERM until the first of them, or until `dispose`. */
export function onInterrupt(source: SignalSource): Interrupt {
  const controller = new AbortController();
  const dispose = (): void => SIGNALS.forEach((signal) => source.off(signal, stop));
  const stop = (): void => {
    dispose();
    controller.abort();
  };
  for (const signal of SIGNALS) source.once(signal, stop);
  return {
    signal: controller.signal,
    dispose,
    breakable(compute) {
      try {
        return source === process ? runBreakable(compute) : compute();
      } catch (error) {
        if (isBreak(error)) stop();
        throw error;
      }
    },
  };
}

/** node:vm watches for SIGINT from another thread while a script runs; the script here does nothing but call `compute`. */
function runBreakable<T>(compute: () => T): T {
  const context = createContext({ compute });
  return new Script('compute()').runInContext(context, { breakOnSigint: true }) as T;
}

/** No `instanceof Error`: the error is of the script's own realm. */
function isBreak(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
}
