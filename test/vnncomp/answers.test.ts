import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Bounder, type BoundRequest, type Method } from '../../src/bounds/bounder.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { Program } from '../../src/graph/program.js';
import { sharedPath } from '../support/shared.js';
import { type Disjunct, readCounterexample, readVnnlib } from '../support/vnnlib.js';
import { boxRegion, elements, loadOrRefuse, negatedRow, type Row, sharedTable, toInternal, vnncompPath } from '../support/vnncomp.js';

const answers = sharedTable('known_answers.csv');
const counterexamples = sharedTable('counterexamples', 'index.csv').filter((row) => row['ort_replay'] === 'confirmed');
const METHODS: readonly Method[] = ['interval', 'crown-interval', 'cnn-cert'];
/** Elements of all nodes up to which cnn-cert bounds every element by a sweep of its own. */
const SMALL = 1000;
/** And from which on only properties that are known to be false are looked at, by one method. */
const LARGE = 30_000;

/** -Infinity where intermediate bounds overflow. */
function lowerBounds(bounder: Bounder, request: BoundRequest): Float64Array {
  try {
    return bounder.lowerBounds(request);
  } catch (error) {
    if (error instanceof NumericalError) return request.rows[0]!.slice(0, 0);
    throw error;
  }
}

/** Bounds of -(c . y + d) per disjunct and half-space: above 0, the disjunct holds nowhere in its box. */
function boundsOf(bounder: Bounder, disjuncts: readonly Disjunct[], method: Method): number[][] {
  const { graph } = bounder.program;
  const size = bounder.program.size(graph.outputNode);
  return disjuncts.map(({ box, outputs }) => {
    const rows = outputs.map((halfspace) => negatedRow(graph, size, halfspace));
    const region = boxRegion(graph, box.lower, box.upper);
    const lower = lowerBounds(bounder, { region, method, relaxation: 'adaptive', rows });
    return outputs.map(({ constant }, i) => (lower[i] ?? -Infinity) - constant);
  });
}

const isProved = (bounds: readonly (readonly number[])[]): boolean => bounds.every((rows) => rows.some((bound) => bound > 0));

/** By how much the outputs at a point of the box are below their bounds, beyond the rounding of the evaluation. */
function excessAt(bounder: Bounder, { box, outputs }: Disjunct, bounds: readonly number[], point: Float64Array): number {
  const { program } = bounder;
  const inside = point.map((x, i) => Math.min(Math.max(x, box.lower[i]!), box.upper[i]!));
  const y = Float64Array.from(program.evaluate(toInternal(program.graph, inside)));
  return Math.max(
    ...outputs.map((halfspace, k) => {
      const row = negatedRow(program.graph, y.length, halfspace);
      const value = row.reduce((sum, c, i) => sum + c * y[i]!, -halfspace.constant);
      return bounds[k]! - value - 1e-9 * (1 + Math.abs(value));
    }),
  );
}

interface Verdicts {
  readonly wrong: string[];
  proved: number;
  compared: number;
  points: number;
}

function judge(rows: readonly Row[], bounder: Bounder, verdicts: Verdicts): void {
  const { graph } = bounder.program;
  const size = elements(graph);
  for (const row of rows) {
    if (size > LARGE && row['verdict'] !== 'sat') continue;
    const disjuncts = readVnnlib(readFileSync(vnncompPath(row, row['vnnlib']!), 'utf8'));
    if (disjuncts === null || disjuncts.some(({ box }) => box.lower.length !== bounder.program.size(0))) continue;
    const known = counterexamples.filter((c) => ['benchmark', 'onnx', 'vnnlib'].every((key) => c[key] === row[key]));
    const points = known.map(({ file = '' }) => readCounterexample(readFileSync(sharedPath('data', 'counterexamples', file)!, 'utf8')));
    for (const method of size <= SMALL ? METHODS : METHODS.slice(size > LARGE ? 1 : 0, 2)) {
      const bounds = boundsOf(bounder, disjuncts, method);
      verdicts.compared++;
      const name = `${row['benchmark']} ${row['onnx']} ${row['vnnlib']} ${method}`;
      if (isProved(bounds)) verdicts.proved++;
      if (isProved(bounds) && row['verdict'] === 'sat') verdicts.wrong.push(`${name}: proved, but there is a counterexample`);
      points.forEach((point) => disjuncts.forEach((disjunct, d) => {
        verdicts.points++;
        const excess = excessAt(bounder, disjunct, bounds[d]!, point);
        if (!(excess <= 0)) verdicts.wrong.push(`${name}: a bound is ${excess} above the output at a known counterexample`);
      })); // prettier-ignore
    }
  }
}

describe.skipIf(answers.length === 0)('properties of VNN-COMP with known answers', () => {
  const benchmarks = [...new Set(answers.map(({ benchmark = '' }) => benchmark))];
  const verdicts: Verdicts = { wrong: [], proved: 0, compared: 0, points: 0 };

  it.each(benchmarks)(
    '%s: what has a counterexample is never proved, and no known counterexample leaves the bounds',
    { timeout: 600_000 },
    (benchmark) => {
      const mine = answers.filter((row) => row['benchmark'] === benchmark);
      for (const onnx of new Set(mine.map((row) => row['onnx']!))) {
        const graph = loadOrRefuse(vnncompPath({ benchmark }, onnx));
        if (graph === null) continue;
        const bounder = new Bounder(new Program(graph, createWasmEngine()));
        judge(mine.filter((row) => row['onnx'] === onnx), bounder, verdicts); // prettier-ignore
      }
      expect(verdicts.wrong).toEqual([]);
    },
  );

  it('some are proved, so that the above says something', () => {
    expect(verdicts.proved).toBeGreaterThan(10);
    expect(verdicts.compared).toBeGreaterThan(200);
    expect(verdicts.points).toBeGreaterThan(50);
  });
});
