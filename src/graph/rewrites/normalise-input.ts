import { UsageError } from '../../errors.js';
import { isPowerOfTwo, nullIfZero, roundingOf, upward } from '../folded.js';
import type { AffineNode, Graph } from '../graph.js';

/**
 * The graph of `model((x - mean) / std)`: preprocessing becomes part of the network, so that epsilon is in the units of x. `mean`
 * and `std` hold one number, or one per channel of the input map (the last axis of `[y][x][c]`).
 *
 * @throws UsageError `BAD_NORMALISATION`.
 */
export function withNormalisation(graph: Graph, mean: readonly number[], std: readonly number[]): Graph {
  const [input, ...rest] = graph.nodes;
  if (input === undefined) throw new Error('a graph without nodes');
  const { channels } = input.shape;
  check('mean', mean, channels, (value) => Number.isFinite(value), 'finite');
  check('std', std, channels, (value) => value >= 2 ** -1022 && value <= 2 ** 1021, 'finite and > 0');
  const constants = normalisation(mean, std, Math.max(mean.length, std.length));
  const affine: AffineNode = {
    kind: 'affine',
    id: 1,
    inputs: [0],
    shape: input.shape,
    origin: [{ name: 'normalise', op: '(x - mean) / std' }],
    ...constants,
  };
  const moved = rest.map((node) => ({ ...node, id: node.id + 1, inputs: node.inputs.map((source) => source + 1) }));
  return { ...graph, nodes: [input, affine, ...moved], outputNode: graph.outputNode + 1 };
}

/** x / s - m / s with the rounding of both constants: 1 / s is off by half an ulp, so by at most 2 u of what is stored. */
function normalisation(mean: readonly number[], std: readonly number[], length: number) {
  const at = (values: readonly number[], i: number) => values[values.length === 1 ? 0 : i] ?? NaN;
  const scale = Float64Array.from({ length }, (_, i) => 1 / at(std, i));
  const shift = Float64Array.from({ length }, (_, i) => 0 - at(mean, i) / at(std, i));
  if (!shift.every(Number.isFinite)) throw new UsageError('BAD_NORMALISATION', 'mean / std overflows', { hint: 'check mean and std' });
  const exact = scale.every((_, i) => isPowerOfTwo(at(std, i)));
  const error = shift.map((value, i) =>
    at(mean, i) === 0 || (isPowerOfTwo(at(std, i)) && Math.abs(value) >= 2 ** -1022) ? 0 : upward(roundingOf(value)),
  );
  return { scale, shift, weightUnits: exact ? 0 : 2, biasError: nullIfZero(error) };
}

function check(name: string, values: readonly number[], channels: number, valid: (value: number) => boolean, rule: string): void {
  const hint = `give one number, or one for each of the input's ${channels} channels`;
  if (values.length !== 1 && values.length !== channels) {
    throw new UsageError('BAD_NORMALISATION', `${name} has ${values.length} values`, { hint });
  }
  const bad = values.find((value) => !valid(value));
  if (bad !== undefined) throw new UsageError('BAD_NORMALISATION', `${name} holds ${bad}`, { hint: `${name} must be ${rule}` });
}
