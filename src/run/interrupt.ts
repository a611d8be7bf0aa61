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
  return { signal: controller.signal, dispose };
}
