import type { OpNode } from '../op-node.js';
import { at, type Constant } from '../value.js';

/** The filters of a (transposed) convolution and how its depth is folded into the channels of a map (see `Spatial`). */
export interface FilterPlan {
  readonly groups: number;
  readonly outPerGroup: number;
  readonly inPerGroup: number;
  readonly outDepth: number;
  readonly inDepth: number;
  /** Taps of height and width together. */
  readonly taps: number;
  /** The tap in depth that joins two positions of depth; null: none. */
  readonly depthTap: (out: number, into: number) => number | null;
  /** Element of the ONNX weights. */
  readonly element: (group: number, out: number, into: number, depthTap: number, tap: number) => number;
}

/** Weights of a `conv` node, `[out][tap][in]` with (group, depth, channel) for out. */
export function foldedFilters(node: OpNode, weights: Constant, plan: FilterPlan): Float64Array {
  const { groups, outPerGroup, inPerGroup, outDepth, inDepth, taps } = plan;
  const perFilter = taps * inDepth * inPerGroup;
  const size = groups * outDepth * outPerGroup * perFilter;
  if (size > 2 ** 27) node.unsupported(`a convolution that needs ${size} weights when its depth is folded into channels`);
  const result = new Float64Array(size);
  for (let group = 0; group < groups; group++) {
    for (let out = 0; out < outPerGroup; out++) {
      for (let z = 0; z < outDepth; z++) {
        const first = ((group * outDepth + z) * outPerGroup + out) * perFilter;
        for (let into = 0; into < inDepth; into++) {
          const depthTap = plan.depthTap(z, into);
          if (depthTap !== null) fill(group, out, depthTap, first + into * inPerGroup);
        }
      }
    }
  }
  return result;

  function fill(group: number, out: number, depthTap: number, first: number): void {
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < inPerGroup; c++) {
        result[first + tap * inDepth * inPerGroup + c] = at(weights.data, plan.element(group, out, c, depthTap, tap));
      }
    }
  }
}

/** One number an output channel, repeated for every position of depth. */
export function foldedBias(bias: Float64Array | null, { groups, outPerGroup, outDepth }: FilterPlan): Float64Array | null {
  if (bias === null || outDepth === 1) return bias;
  return Float64Array.from({ length: bias.length * outDepth }, (_, i) => {
    const group = Math.floor(i / (outDepth * outPerGroup));
    return at(bias, (group % groups) * outPerGroup + (i % outPerGroup));
  });
}

/** The tap of a sliding window at output position `out` that reads input position `into`. */
export function slidingTap(
  axis: { kernel: number; stride: number; dilation: number; padBegin: number },
  out: number,
  into: number,
): number | null {
  const tap = (into + axis.padBegin - out * axis.stride) / axis.dilation;
  return Number.isInteger(tap) && tap >= 0 && tap < axis.kernel ? tap : null;
}
