import { gamma, roundDown, roundUp } from '../engine/rounding.js';
import type { MapShape } from '../graph/graph.js';

/** Enclosure of the value of every element of a map over a region, `[y][x][channel]`. */
export interface MapBounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** What is proved of a channel for all inputs of a region. */
export interface Certified {
  /** No position has a value outside. */
  readonly lower: number;
  readonly upper: number;
  /** 4 / mean of (upper - lower)^2 over the positions: the precision over any copies inside the region is not below it (Popoviciu 1935: a variance is at most a quarter of the squared range). Infinity: no position can vary. */
  readonly precisionFloor: number;
  /** Every position is 0 for every input of the region. */
  readonly dead: boolean;
}

/** What the bounds of a map prove of each of its channels; rounded outward. */
export function certifiedChannels({ lower, upper }: MapBounds, { height, width, channels }: MapShape): Certified[] {
  const positions = height * width;
  return Array.from({ length: channels }, (_, channel) => {
    let [least, most, sum, dead] = [Infinity, -Infinity, 0, true];
    for (let k = channel; k < lower.length; k += channels) {
      const low = lower[k] ?? NaN;
      const high = upper[k] ?? NaN;
      least = Math.min(least, low);
      most = Math.max(most, high);
      dead &&= low === 0 && high === 0;
      const range = high === low ? 0 : roundUp(high - low);
      sum += range === 0 ? 0 : roundUp(range * range);
    }
    return { lower: least, upper: most, precisionFloor: floorOf(sum, positions), dead };
  });
}

/** At most 4 n / sum, where the sum of n terms that are not negative was rounded. */
function floorOf(sum: number, terms: number): number {
  if (sum === 0) return Infinity;
  const above = roundUp(sum * (1 + 2 * gamma(terms)));
  return Math.max(0, roundDown((4 * terms) / above));
}
