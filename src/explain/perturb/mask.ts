import type { MapShape } from '../../graph/graph.js';
import type { Draws, Perturber } from './perturber.js';

/** Share of the shorter side that the side of a patch takes. */
const SIDE = 0.25;

/**
 * Copy 0 is the input; in every other copy all channels of a square patch are set to `value`. Its side is a quarter of the shorter side of the map (at least 1), and all
 * places inside the map are equally likely. Of an input that is no map but a vector, a quarter of its elements in a row.
 */
export function masked(centre: Float64Array, map: MapShape, value: number, { uniform }: Draws): Perturber {
  // A vector is one position of many channels: its elements are the places.
  const flat = map.height * map.width === 1;
  const [height, width, depth] = flat ? [1, map.channels, 1] : [map.height, map.width, map.channels];
  const side = Math.max(1, Math.round(SIDE * (flat ? width : Math.min(height, width))));
  const rows = Math.min(side, height);
  const copy = (index: number): Float64Array => {
    const point = Float64Array.from(centre);
    if (index === 0) return point;
    const top = Math.floor(uniform() * (height - rows + 1));
    const left = Math.floor(uniform() * (width - side + 1));
    for (let y = top; y < top + rows; y++) point.fill(value, (y * width + left) * depth, (y * width + left + side) * depth);
    return point;
  };
  const lower = centre.map((x) => Math.min(x, value));
  const upper = centre.map((x) => Math.max(x, value));
  return { region: { lower, upper, ball: null, boxBinds: false }, copy };
}
