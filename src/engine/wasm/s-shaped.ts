import type { Engine } from '../engine.js';
import { type SCurve, TOUCHING_ENTRIES, TOUCHING_STEPS, type Touching } from '../s-shaped.js';
import { address } from './checks.js';
import { SharedHeap } from './heap.js';
import type { Kernels } from './kernels.js';

/** Entries that interpolation reads, from one before a distance on. */
const WINDOW = 4;

const KINDS: Readonly<Record<SCurve['kind'], 0 | 1>> = { logistic: 0, tanh: 1 };

/** Of the tables of all functions. */
export const TOUCHING_BYTES = Object.keys(KINDS).length * SharedHeap.bytesFor(TOUCHING_ENTRIES + 1);

/** The table of touching points of a function in engine memory. */
interface Copy {
  readonly entries: Float64Array;
  version: number;
}

/** The kernel of `sShapedLines`. */
export function sShapedKernel(kernels: Kernels, allocate: (length: number) => Float64Array): Engine['sShapedLines'] {
  const copies = new WeakMap<Touching, Copy>();
  const copyOf = (touching: Touching): Float64Array => {
    const { table, version } = touching;
    let copy = copies.get(touching);
    if (copy === undefined) copies.set(touching, (copy = { entries: allocate(table.length + 1), version: -1 }));
    if (copy.version === version) return copy.entries;
    // An odd function: interpolation reads one entry before 0.
    copy.entries[0] = -table[1]!;
    copy.entries.set(table, 1);
    copy.version = version;
    return copy.entries;
  };
  return ({ curve, intervals: { lower, upper }, touching, area, areKnown, ranges, lines }) => {
    const size = lower.length;
    const table = copyOf(touching);
    const most = (table.length - WINDOW) / TOUCHING_STEPS;
    // prettier-ignore
    return kernels.sShapedLines(
      KINDS[curve.kind], size, address(lower, 0), address(upper, size), address(table, 0), TOUCHING_STEPS, most, Number(area), Number(areKnown),
      curve.valueError, curve.valueUnderflow, curve.slopeError, curve.slopeUnderflow, curve.infimum, curve.supremum, curve.steepest,
      ranges === null ? 0 : address(ranges.lower, size), ranges === null ? 0 : address(ranges.upper, size),
      address(lines.lowerSlope, size), address(lines.lowerIntercept, size), address(lines.upperSlope, size), address(lines.upperIntercept, size),
    );
  };
}
