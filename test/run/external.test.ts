import { describe, expect, it } from 'vitest';
import { recordExternal, replayExternal, type ExternalPiece } from '../../src/run/external.js';

describe('external data of a model', () => {
  it('are the same for a worker as when they were read first', () => {
    const pieces: ExternalPiece[] = [];
    const recorded = recordExternal((location, offset, length) => Uint8Array.of(location.length, offset, length ?? 255), pieces);
    const first = [recorded('w.bin', 0, 4), recorded('w.bin', 4, null)];
    const replayed = replayExternal(structuredClone(pieces));
    expect([replayed('w.bin', 0, 4), replayed('w.bin', 4, null)]).toEqual(first);
  });

  it('that were not read then are an error', () => {
    expect(() => replayExternal([])('w.bin', 0, 4)).toThrow("external data 'w.bin' at 0 was not read");
  });
});
