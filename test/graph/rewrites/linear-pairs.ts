import type { AffineNode, ConvNode, DenseNode, Graph, GraphNode, MapShape } from '../../../src/graph/graph.js';
import { mapSize } from '../../../src/graph/graph.js';
import { add, compare, dyadic, type Dyadic, multiply, negate } from '../../support/dyadic.js';
import { evaluateExactly } from '../../support/evaluate-exactly.js';
import type { Random } from '../../support/random.js';

/** Pairs of linear nodes with constants that are known up to a stated error only, for the soundness of folding. */
export type Linear = AffineNode | ConvNode | DenseNode;

const UNIT: Dyadic = { mantissa: 1n, exponent: -53 };

export function graphOf(nodes: readonly GraphNode[], outputNode = nodes.length - 1): Graph {
  return {
    nodes, outputNode, inputLayout: null, outputLayout: null, stripped: [], notices: [], opset: 17,
    input: { name: 'x', shape: [] }, output: { name: 'y', shape: [] },
  }; // prettier-ignore
}

export function inputNode(shape: MapShape): GraphNode {
  return { kind: 'input', id: 0, inputs: [], shape, origin: [] };
}

export const origin = (name: string) => [{ name, op: name }];

/** float32 numbers, as in models; sometimes powers of two or zero. */
function numbers(random: Random, length: number): Float64Array {
  return random.array(length, -2, 2).map((x) => (random.next() < 0.2 ? random.pick([0, 1, -0.5, 2]) : Math.fround(x)));
}

export interface Uncertain {
  readonly units: number;
  readonly biasError: number;
}

export function affineNode(
  random: Random,
  id: number,
  shape: MapShape,
  lengths: readonly [number, number],
  uncertain: Uncertain,
): AffineNode {
  const [scale, shift] = lengths;
  return {
    kind: 'affine', id, inputs: [id - 1], shape, origin: origin(`affine${id}`),
    scale: scale === 0 ? null : numbers(random, scale), shift: shift === 0 ? null : numbers(random, shift),
    weightUnits: scale === 0 ? 0 : uncertain.units,
    biasError: shift === 0 || uncertain.biasError === 0 ? null : new Float64Array(shift).fill(uncertain.biasError),
  }; // prettier-ignore
}

export function denseNode(random: Random, id: number, input: MapShape, outputs: number, uncertain: Uncertain): DenseNode {
  return {
    kind: 'dense', id, inputs: [id - 1], shape: { height: 1, width: 1, channels: outputs }, origin: origin(`dense${id}`),
    weights: numbers(random, outputs * mapSize(input)), bias: numbers(random, outputs), weightUnits: uncertain.units,
    biasError: uncertain.biasError === 0 ? null : new Float64Array(outputs).fill(uncertain.biasError),
  }; // prettier-ignore
}

/** 2x2 kernel, stride 1, groups 1, `pad` zeros at the top and the left. */
export function convNode(random: Random, id: number, input: MapShape, outputs: number, pad: number, uncertain: Uncertain): ConvNode {
  return {
    kind: 'conv', id, inputs: [id - 1], shape: { height: input.height - 1 + pad, width: input.width - 1 + pad, channels: outputs },
    origin: origin(`conv${id}`), weights: numbers(random, outputs * 4 * input.channels),
    bias: random.next() < 0.3 ? null : numbers(random, outputs), groups: 1, kernelHeight: 2, kernelWidth: 2, strideY: 1, strideX: 1,
    dilationY: 1, dilationX: 1, padTop: pad, padLeft: pad, weightUnits: uncertain.units, biasError: null,
  }; // prettier-ignore
}

function nudged(random: Random, values: Float64Array | null, units: number, error: Float64Array | null): Float64Array | null {
  if (values === null) return null;
  return values.map((x, i) => {
    const bound = error?.[i] ?? units * 2 ** -53 * Math.abs(x);
    // Leaves room for the rounding of the sum itself, at most u |x|.
    const room = Math.max(0, bound - 2 ** -53 * Math.abs(x));
    return x + room * random.pick([-1, -0.5, 0, 0.5, 1]);
  });
}

/** The same graph with constants moved within their stated errors: one of the networks that it may stand for. */
export function oneOfTheTrue(random: Random, graph: Graph): Graph {
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.kind === 'affine') {
      const scale = nudged(random, node.scale, node.weightUnits, null);
      return { ...node, scale, shift: nudged(random, node.shift, 0, node.biasError ?? new Float64Array(node.shift?.length ?? 0)) };
    }
    if (node.kind !== 'conv' && node.kind !== 'dense') return node;
    const weights = nudged(random, node.weights, node.weightUnits, null) ?? node.weights;
    return { ...node, weights, bias: nudged(random, node.bias, 0, node.biasError ?? new Float64Array(node.bias?.length ?? 0)) };
  });
  return { ...graph, nodes };
}

/** What the one linear node of a graph allows itself at a point: units u |W||x| + biasError, exactly. */
function allowance(graph: Graph, node: Linear, x: Float64Array): Dyadic[] {
  const magnitude = Float64Array.from(x, Math.abs);
  const absolute = (values: Float64Array | null) => values?.map(Math.abs) ?? null;
  const bare: Linear =
    node.kind === 'affine'
      ? { ...node, scale: absolute(node.scale), shift: null }
      : { ...node, weights: node.weights.map(Math.abs), bias: null };
  const sums = evaluateExactly(
    { ...graph, nodes: graph.nodes.map((other) => (other.id === node.id ? bare : other)) },
    [...magnitude].map(dyadic),
  );
  return sums.map((sum, k) => {
    const units = multiply(multiply(dyadic(node.weightUnits), UNIT), sum);
    const error = node.biasError;
    return error === null ? units : add(units, dyadic(error[k % error.length] ?? NaN));
  });
}

/** True when the folded graph (input and one linear node) covers the true one at a point, in exact arithmetic. */
export function coversAt(truth: Graph, folded: Graph, x: Float64Array): boolean {
  const node = folded.nodes[folded.outputNode];
  if (node?.kind !== 'affine' && node?.kind !== 'conv' && node?.kind !== 'dense') throw new Error('no linear node');
  const point = [...x].map(dyadic);
  const wanted = evaluateExactly(truth, point);
  const allowed = allowance(folded, node, x);
  return evaluateExactly(folded, point).every((value, k) => {
    const [target, room] = [wanted[k], allowed[k]];
    if (target === undefined || room === undefined) return false;
    const difference = add(value, negate(target));
    return compare(difference, room) <= 0 && compare(negate(difference), room) <= 0;
  });
}
