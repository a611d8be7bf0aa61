import type { Axis, Reach } from './operator.js';
import type { MapShape } from './graph.js';

/** Sliding window along one axis. */
export interface AxisWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Pad before the first element; may be negative. */
  readonly pad: number;
}

/** Length of a map along an axis. */
export function extent(shape: MapShape, axis: Axis): number {
  return axis === 'y' ? shape.height : shape.width;
}

/**
 * The input elements that a window [start, start + size) of the output of a sliding window touches, clipped to [0, length) and
 * kept non-empty; phase = input start + pad - output start * stride (see `ConvStep`).
 */
export function slidingReach(window: AxisWindow, length: number, start: number, size: number): Reach {
  const first = start * window.stride - window.pad;
  const last = (start + size - 1) * window.stride - window.pad + (window.kernel - 1) * window.dilation;
  const begin = Math.min(Math.max(first, 0), length - 1);
  const end = Math.max(Math.min(last, length - 1), begin);
  return { start: begin, size: end - begin + 1, phase: begin + window.pad - start * window.stride };
}

/** Elementwise: the same window. */
export function sameReach(start: number, size: number): Reach {
  return { start, size, phase: 0 };
}

/** Everything: the whole axis of the input. */
export function wholeReach(length: number): Reach {
  return { start: 0, size: length, phase: 0 };
}
