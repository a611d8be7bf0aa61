import type { Engine } from '../engine/engine.js';
import type { MapShape } from './graph.js';

/** What an operator gets besides its node. */
export interface OperatorContext {
  readonly engine: Engine;
  readonly inputShapes: readonly MapShape[];
  /** Zeros, at least as long as any map of the graph; never written. */
  readonly zeros: Float64Array;
}

/** The shape of input `index`. Throws when the graph is malformed. */
export function inputShape(context: OperatorContext, index: number): MapShape {
  const shape = context.inputShapes[index];
  if (shape === undefined) throw new Error(`operator has no input ${index}`);
  return shape;
}

/** Element `index` of a list that must have it. */
export function required<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`missing element ${index} of ${list.length}`);
  return item;
}

/** A constant of length 1, per channel or per element, written out per element in engine memory. */
export function expand(engine: Engine, constant: Float64Array | null, shape: MapShape, fallback: number): Float64Array {
  const size = shape.height * shape.width * shape.channels;
  const full = engine.allocate(size);
  if (constant === null) return full.fill(fallback);
  if (size % constant.length !== 0) throw new Error(`constant of length ${constant.length} does not fit a map of ${size}`);
  for (let at = 0; at < size; at += constant.length) full.set(constant, at);
  return full;
}
