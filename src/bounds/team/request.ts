import type { Relaxation } from '../../activations/activation.js';
import type { BoundRequest, Method } from '../bounder.js';
import type { Region } from '../region.js';
import type { Kernel } from '../target-refiner.js';

/*
 * A request as numbers in shared memory: a head, the box, the centre and the weights of a ball, the rows.
 */

const METHODS: readonly Method[] = ['interval', 'crown-interval', 'cnn-cert'];
const RELAXATIONS: readonly Relaxation[] = ['adaptive', 'fastlin', 'flat', 'area'];
const KERNELS: readonly Kernel[] = ['f64', 'f32', 'auto'];
const NORMS = ['l1', 'l2'] as const;

/** Numbers of the head. */
const HEAD = 9;

/** Numbers that a request takes at most. */
export function requestSize(inputSize: number, rows: number, rowLength: number): number {
  return HEAD + 4 * inputSize + rows * rowLength;
}

/** Writes a request; false where it does not fit. */
export function writeRequest(
  target: Float64Array,
  { region, method, relaxation, kernel = 'f64', intersect = true, rows }: BoundRequest,
): boolean {
  const { lower, upper, ball, boxBinds } = region;
  const weights = ball?.weights ?? null;
  const parts = [lower, upper, ...(ball === null ? [] : [ball.centre]), ...(weights === null ? [] : [weights]), ...rows];
  const head = [METHODS.indexOf(method), RELAXATIONS.indexOf(relaxation), KERNELS.indexOf(kernel), intersect ? 1 : 0];
  head.push(ball === null ? -1 : NORMS.indexOf(ball.norm), ball?.epsilon ?? 0, weights === null ? 0 : 1, boxBinds ? 1 : 0, rows.length);
  if (head.slice(0, 3).includes(-1)) throw new Error(`a request of ${method}, ${relaxation}, ${kernel} cannot be written`);
  if (parts.reduce((sum, { length }) => sum + length, HEAD) > target.length) return false;
  target.set(head);
  let at = HEAD;
  for (const part of parts) {
    target.set(part, at);
    at += part.length;
  }
  return true;
}

/** Reads what `writeRequest` wrote, as arrays of its own. */
export function readRequest(source: Float64Array, inputSize: number, rowLength: number): BoundRequest {
  const [method, relaxation, kernel, intersect, norm, epsilon, hasWeights, boxBinds, count] = source.subarray(0, HEAD);
  let at = HEAD;
  const next = (length: number): Float64Array => source.slice(at, (at += length));
  const [lower, upper] = [next(inputSize), next(inputSize)];
  const ballNorm = NORMS[norm ?? NaN];
  const ball: Region['ball'] =
    ballNorm === undefined
      ? null
      : { norm: ballNorm, centre: next(inputSize), epsilon: epsilon ?? NaN, weights: hasWeights === 1 ? next(inputSize) : null };
  return {
    region: { lower, upper, ball, boxBinds: boxBinds === 1 },
    method: named(METHODS, method),
    relaxation: named(RELAXATIONS, relaxation),
    kernel: named(KERNELS, kernel),
    intersect: intersect === 1,
    rows: Array.from({ length: count ?? NaN }, () => next(rowLength)),
  };
}

function named<T>(names: readonly T[], index: number | undefined): T {
  const name = names[index ?? NaN];
  if (name === undefined) throw new Error(`a request names choice ${index} of ${names.length}`);
  return name;
}
