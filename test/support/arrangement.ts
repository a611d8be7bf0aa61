import type { Graph, DenseNode } from '../../src/graph/graph.js';
import { evaluateGraph } from './evaluate.js';

/** a x + b y = c. */
interface Line {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

interface Affine {
  readonly x: number;
  readonly y: number;
  readonly shift: number;
}

/**
 * The exact minimum (up to rounding) of logit[label] - logit[other] of a net of dense and ReLU layers with two inputs over an l1 or linf ball. The
 * margin is linear in every cell of the arrangement of all lines on which some ReLU may switch, for every pattern of the layers before
 * it, so its minimum over the ball is at a crossing of two such lines or sides of the ball.
 */
export function exactMinimum(
  graph: Graph,
  label: number,
  other: number,
  norm: 'l1' | 'linf',
  centre: readonly number[],
  epsilon: number,
): number {
  const sides = sidesOf(norm, centre, epsilon);
  const lines = [...sides, ...switchingLines(graph)];
  const slack = 1e-9 * epsilon + 1e-15;
  let least = Infinity;
  lines.forEach((one, i) => {
    for (const two of lines.slice(i + 1)) {
      const determinant = one.a * two.b - two.a * one.b;
      if (Math.abs(determinant) < 1e-14) continue;
      const point = [(one.c * two.b - two.c * one.b) / determinant, (one.a * two.c - two.a * one.c) / determinant] as const;
      const steps = point.map((value, k) => Math.abs(value - centre[k]!));
      const length = norm === 'l1' ? steps[0]! + steps[1]! : Math.max(...steps);
      if (length > epsilon + slack) continue;
      const logits = evaluateGraph(graph, Float64Array.from(point));
      least = Math.min(least, logits[label]! - logits[other]!);
    }
  });
  return least;
}

function sidesOf(norm: 'l1' | 'linf', [x = 0, y = 0]: readonly number[], epsilon: number): Line[] {
  if (norm === 'linf')
    return [-1, 1].flatMap((s) => [
      { a: 1, b: 0, c: x + s * epsilon },
      { a: 0, b: 1, c: y + s * epsilon },
    ]);
  return [-1, 1].flatMap((s) => [
    { a: 1, b: 1, c: x + y + s * epsilon },
    { a: 1, b: -1, c: x - y + s * epsilon },
  ]);
}

/** For every pattern of the ReLUs so far, the lines on which those of the next layer switch. */
function switchingLines(graph: Graph): Line[] {
  let patterns: Affine[][] = [
    [
      { x: 1, y: 0, shift: 0 },
      { x: 0, y: 1, shift: 0 },
    ],
  ];
  const lines: Line[] = [];
  const layers = graph.nodes.filter((node): node is DenseNode => node.kind === 'dense');
  layers.slice(0, -1).forEach((layer) => {
    patterns = patterns.flatMap((inputs) => {
      const outputs = affineOf(layer, inputs);
      lines.push(...outputs.map(({ x, y, shift }) => ({ a: x, b: y, c: -shift })));
      const off = { x: 0, y: 0, shift: 0 };
      return Array.from({ length: 2 ** outputs.length }, (_, pattern) => outputs.map((output, k) => ((pattern >> k) & 1 ? output : off)));
    });
  });
  return lines;
}

function affineOf(layer: DenseNode, inputs: readonly Affine[]): Affine[] {
  const sum = (row: number, part: (input: Affine) => number) =>
    inputs.reduce((total, input, i) => total + layer.weights[row * inputs.length + i]! * part(input), 0);
  return Array.from({ length: layer.weights.length / inputs.length }, (_, row) => ({
    x: sum(row, ({ x }) => x),
    y: sum(row, ({ y }) => y),
    shift: sum(row, ({ shift }) => shift) + (layer.bias?.[row] ?? 0),
  }));
}
