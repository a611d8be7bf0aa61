import type { Method } from '../../src/bounds/bounder.js';
import type { Norm } from '../../src/bounds/region.js';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Graph } from '../../src/graph/graph.js';
import { evaluateGraph } from './evaluate.js';
import { model, type NodeSpec, tensor, type TensorSpec } from './onnx-writer.js';
import { Random } from './random.js';

/** An operator f(v) under test: nodes from `v` to `f`, and its definition in plain loops. */
export interface Operator {
  readonly shape: readonly number[];
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: Readonly<Record<string, TensorSpec>>;
  readonly opset?: number;
  readonly define: (v: Float64Array) => Float64Array;
}

/** Its weights are >= 0. */
export type Affine = Operator;

/** Where the decision of a network flips. */
export interface Planted {
  readonly bytes: Uint8Array;
  readonly input: Float64Array;
  /** The point of the ball of radius `epsilon` at which both logits are equal: beyond it class 1 wins. */
  readonly point: Float64Array;
  /** A little further: class 1 wins. */
  readonly beyond: Float64Array;
  /** The least distance at which the decision flips. */
  readonly epsilon: number;
  /** Whether the bounds have nothing to lose, so that the certified radius must reach it; `box`: those of boxes by intervals. */
  readonly exact: boolean | 'box';
}

/** Multiples of 1/8: sums of products of a few of them are exact. */
function eighths(random: Random, length: number, low: number, high: number): Float64Array {
  return Float64Array.from({ length }, () => random.integer(8 * low, 8 * high) / 8);
}

/** The gradient of the row `c . f` over v, and its value at 0. */
function rowOf({ define }: Affine, size: number, c: Float64Array) {
  const dot = (f: Float64Array) => f.reduce((sum, value, k) => sum + value * c[k]!, 0);
  const offset = dot(define(new Float64Array(size)));
  return {
    offset,
    gradient: Float64Array.from({ length: size }, (_, i) => dot(define(new Float64Array(size).fill(1, i, i + 1))) - offset),
  };
}

function outputSize({ define }: Operator, size: number): number {
  return define(new Float64Array(size)).length;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/**
 * Logits [t, c . f(x)] (odd seeds) or [c . f(x), t]: the half-space in which class 1 wins is at distance 1/4 from the input. Every bound
 * but the interval one is exact on it.
 */
export function plantHalfSpace(affine: Affine, norm: Norm, seed: number): Planted {
  const random = new Random(seed);
  const size = elements(affine.shape);
  const count = outputSize(affine, size);
  const input = eighths(random, size, -1, 1);
  const c = eighths(random, count, 0, 1).map((value) => value || 0.5);
  const { gradient, offset } = rowOf(affine, size, c);
  const clean = gradient.reduce((sum, g, i) => sum + g * input[i]!, offset);
  const dual = { linf: sum(gradient), l1: Math.max(...gradient), l2: Math.hypot(...gradient) }[norm];
  const sign = seed % 2 === 1 ? 1 : -1;
  const threshold = Math.fround(clean + (sign * dual) / 4);
  const epsilon = Math.abs(threshold - clean) / dual;
  const steepest = gradient.indexOf(Math.max(...gradient));
  const direction = (g: number, i: number) => {
    if (norm === 'linf') return g > 0 ? 1 : 0;
    if (norm === 'l1') return i === steepest ? 1 : 0;
    return g / dual;
  };
  const at = (distance: number) => input.map((x, i) => x + sign * distance * direction(gradient[i]!, i));
  const row = {
    w: tensor(
      [count, 2],
      [...c].flatMap((value) => (sign === 1 ? [0, value] : [value, 0])),
    ),
    b: tensor([2], sign === 1 ? [threshold, 0] : [0, threshold]),
  };
  return { input, point: at(epsilon), beyond: at(epsilon * 1.0001), epsilon, exact: true, bytes: networkOf(affine, [], HEAD, row) };
}

/**
 * Logits [width / 4, relu(width - c . f(|x - p|))]: class 1 wins only around a planted p, where the weighted distance is below 3/4 of
 * the width. Any sound bound has to see the peak.
 */
export function plantPeak(affine: Affine, norm: Norm, seed: number): Planted {
  const random = new Random(seed + 1000);
  const size = elements(affine.shape);
  const count = outputSize(affine, size);
  const planted = eighths(random, size, -1, 1);
  const away = eighths(random, size, -1, 1).map((value) => value || 0.25);
  const input = planted.map((p, i) => p + away[i]!);
  const c = eighths(random, count, 0, 1).map((value) => value || 0.5);
  const { gradient, offset } = rowOf(affine, size, c);
  const total = away.reduce((s, a, i) => s + gradient[i]! * Math.abs(a), 0);
  const bias = Math.fround(total / 2 + offset);
  const level = Math.fround(total / 8);
  const target = bias - offset - level;
  const distances = away.map(Math.abs);
  const { left, epsilon } = approach(gradient, distances, target, norm);
  const closer = approach(gradient, distances, 0.9999 * target, norm).left;
  const at = (rest: Float64Array) => planted.map((p, i) => p + Math.sign(away[i]!) * rest[i]!);
  const initializers = {
    p: tensor(affine.shape, planted),
    w: tensor(
      [count, 1],
      c.map((value) => -value),
    ),
    b: tensor([1], [bias]),
    s: tensor([1, 2], [0, 1]),
    t: tensor([2], [level, 0]),
  };
  const distance: NodeSpec[] = [
    { op: 'Sub', inputs: ['x', 'p'], outputs: ['above'] },
    { op: 'Relu', inputs: ['above'], outputs: ['positive'] },
    { op: 'Neg', inputs: ['above'], outputs: ['below'] },
    { op: 'Relu', inputs: ['below'], outputs: ['negative'] },
    { op: 'Add', inputs: ['positive', 'negative'], outputs: ['v'] },
  ];
  const head: NodeSpec[] = [
    { op: 'Flatten', inputs: ['f'], outputs: ['flat'] },
    { op: 'Gemm', inputs: ['flat', 'w', 'b'], outputs: ['room'] },
    { op: 'Relu', inputs: ['room'], outputs: ['near'] },
    { op: 'Gemm', inputs: ['near', 's', 't'], outputs: ['y'] },
  ];
  return { input, point: at(left), beyond: at(closer), epsilon, exact: false, bytes: networkOf(affine, distance, head, initializers) };
}

/**
 * Logits [t, f_k(x)] (odd seeds) or [f_k(x), t] for a max-pool f and inputs below 0: class 1 wins when one element of a window rises by
 * 1/4, or when all of them fall.
 */
export function plantMaximum(pool: Operator, norm: Norm, seed: number): Planted {
  const random = new Random(seed);
  const size = elements(pool.shape);
  const count = outputSize(pool, size);
  const output = random.integer(0, count - 1);
  const input = eighths(random, size, -3, -1);
  const lowest = new Float64Array(size).fill(-9);
  const window = [...lowest.keys()].filter((i) => pool.define(lowest.map((low, k) => (k === i ? 0 : low)))[output] === 0);
  const maximum = Math.max(...window.map((i) => input[i]!));
  const rises = seed % 2 === 1;
  const threshold = maximum + (rises ? 0.25 : -0.25);
  const largest = window.find((i) => input[i] === maximum)!;
  const at = (level: number) =>
    input.map((x, i) => {
      if (rises) return i === largest ? level : x;
      return window.includes(i) ? Math.min(x, level) : x;
    });
  const point = at(threshold);
  const moved = input.map((x, i) => Math.abs(x - point[i]!));
  const epsilon = { linf: Math.max(...moved), l1: sum(moved), l2: Math.hypot(...moved) }[norm];
  const one = Array.from({ length: count }, (_, i) => (i === output ? 1 : 0));
  const row = {
    w: tensor(
      [count, 2],
      one.flatMap((value) => (rises ? [0, value] : [value, 0])),
    ),
    b: tensor([2], rises ? [threshold, 0] : [0, threshold]),
  };
  return { input, point, beyond: at(threshold + (rises ? 1e-6 : -1e-6)), epsilon, exact: 'box', bytes: networkOf(pool, [], HEAD, row) };
}

const HEAD: readonly NodeSpec[] = [
  { op: 'Flatten', inputs: ['f'], outputs: ['flat'] },
  { op: 'Gemm', inputs: ['flat', 'w', 'b'], outputs: ['y'] },
];

/** The distances left of `away` after the shortest step to gradient . left = target, and the length of the step. */
function approach(gradient: Float64Array, away: Float64Array, target: number, norm: Norm) {
  const dot = (left: Float64Array) => left.reduce((s, a, i) => s + a * gradient[i]!, 0);
  if (norm === 'l1') {
    const left = Float64Array.from(away);
    let missing = dot(left) - target;
    for (const i of [...gradient.keys()].sort((a, b) => gradient[b]! - gradient[a]!)) {
      const step = Math.min(left[i]!, gradient[i]! > 0 ? missing / gradient[i]! : 0);
      left[i]! -= step;
      missing -= step * gradient[i]!;
    }
    return { left, epsilon: sum(away) - sum(left) };
  }
  const after = (step: number) => away.map((a, i) => Math.max(a - (norm === 'linf' ? step : step * gradient[i]!), 0));
  let [near, far] = [0, 2 ** 10];
  for (let round = 0; round < 80; round++) {
    const middle = (near + far) / 2;
    if (dot(after(middle)) > target) near = middle;
    else far = middle;
  }
  const left = after(far);
  return { left, epsilon: norm === 'linf' ? far : Math.hypot(...away.map((a, i) => a - left[i]!)) };
}

function networkOf(affine: Operator, before: readonly NodeSpec[], head: readonly NodeSpec[], initializers: Record<string, TensorSpec>) {
  const rename = (name: string) => (before.length === 0 && name === 'v' ? 'x' : name);
  const nodes = affine.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename) }));
  return model({
    opset: affine.opset ?? 19,
    inputs: [{ name: 'x', shape: affine.shape }],
    outputs: [{ name: 'y', shape: [1, 2] }],
    initializers: { ...affine.initializers, ...initializers },
    nodes: [...before, ...nodes, ...head],
  });
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

/** The planted distance, and what the rounding of its own computation may add to it. */
const SLACK = 1 + 1e-12;

/** What a certificate of a planted network gets wrong, each fault with its kind first; `graph` is the network as it was loaded. */
export function plantedFaults(graph: Graph, planted: Planted, norm: Norm, method: Method, engine: Engine): string[] {
  const { input, point, beyond, epsilon, exact } = planted;
  const faults: string[] = [];
  const classifier = new Classifier(graph, engine);
  const run = (at: number | null) => {
    const settings = { ...DEFAULT_SETTINGS, norm, method, epsilon: at };
    return certifyInput(classifier, { index: 0, input, label: 0 }, settings, { now: () => 0 });
  };
  const { status, certifiedRadius, attackedRadius } = run(null);
  const radius = certifiedRadius ?? 0;
  if (status !== 'ok') faults.push(`status: ${status}`);
  if (!(radius < epsilon * SLACK)) faults.push(`false certificate: radius ${radius}, flips at ${epsilon}`);
  for (const at of [epsilon * SLACK, 1.5 * epsilon, 4 * epsilon]) {
    if (run(at).verdict === 'certified') faults.push(`false certificate: at ${at}, flips at ${epsilon}`);
  }
  const tight = exact === true ? method !== 'interval' || norm === 'linf' : exact === 'box' && method === 'interval' && norm === 'linf';
  if (!(radius > (tight ? 0.998 * epsilon : 0))) faults.push(`nothing proved: radius ${radius}, flips at ${epsilon}`);
  const attacked = attackedRadius ?? Infinity;
  if (!(attacked > epsilon * (1 - 1e-9))) faults.push(`false counterexample: at ${attacked}, flips at ${epsilon}`);
  // The attack is a heuristic: near where it follows one gradient, somewhere for a maximum.
  const near = exact === true ? 1.01 : exact === 'box' ? 3 : Infinity;
  if (!(attacked < near * epsilon || near === Infinity)) faults.push(`no counterexample: at ${attacked}, flips at ${epsilon}`);
  const margin = (x: Float64Array) => {
    const [own = NaN, other = NaN] = evaluateGraph(graph, x);
    return own - other;
  };
  const flips = [margin(input), margin(point), margin(beyond)] as const;
  if (!(flips[0] > 0 && Math.abs(flips[1]) < 1e-12 * (1 + flips[0]) && flips[2] < 0)) faults.push(`no flip: margins ${flips.join(', ')}`);
  return faults;
}
