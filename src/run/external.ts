import type { ReadExternal } from '../onnx/tensor-data.js';

/** One answer of a {@link ReadExternal}. */
export interface ExternalPiece {
  readonly location: string;
  readonly offset: number;
  readonly length: number | null;
  readonly bytes: Uint8Array;
}

/** A reader that also notes what it read to `pieces`, for {@link replayExternal}. */
export function recordExternal(read: ReadExternal, pieces: ExternalPiece[]): ReadExternal {
  return (location, offset, length) => {
    const bytes = read(location, offset, length);
    pieces.push({ location, offset, length, bytes });
    return bytes;
  };
}

/** A reader that gives the noted answers again: workers see the bytes that were loaded first, whatever happens to the files. */
export function replayExternal(pieces: readonly ExternalPiece[]): ReadExternal {
  return (location, offset, length) => {
    const piece = pieces.find((p) => p.location === location && p.offset === offset && p.length === length);
    if (piece === undefined) throw new Error(`external data '${location}' at ${offset} was not read when the model was loaded`);
    return piece.bytes;
  };
}
