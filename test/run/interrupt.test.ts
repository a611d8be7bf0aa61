import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onInterrupt } from '../../src/run/interrupt.js';

describe('an interrupt', () => {
  it.each(['SIGINT', 'SIGTERM'])('by %s stops the run once; the next signal is not caught', (signal) => {
    const source = new EventEmitter();
    const interrupt = onInterrupt(source);
    source.emit(signal);
    expect([interrupt.signal.aborted, source.listenerCount('SIGINT'), source.listenerCount('SIGTERM')]).toEqual([true, 0, 0]);
  });

  it('leaves no listeners behind when nothing happens', () => {
    const source = new EventEmitter();
    const interrupt = onInterrupt(source);
    interrupt.dispose();
    expect([interrupt.signal.aborted, source.listenerCount('SIGINT')]).toEqual([false, 0]);
  });
});
