import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Method } from '../../src/bounds/bounder.js';
import type { Norm } from '../../src/bounds/region.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize } from '../../src/graph/graph.js';
import { sharedModels } from '../support/shared-models.js';
import { Random } from '../support/random.js';
import { worstViolation } from '../support/soundness.js';
import { elements, loadOrRefuse, sharedTable, toInternal, vnncompPath } from '../support/vnncomp.js';
import { readVnnlib } from '../support/vnnlib.js';

const answers = sharedTable('known_answers.csv');
const EPSILON: Readonly<Record<Norm, number>> = { linf: 1e-3, l2: 1e-2, l1: 5e-2 };

/** The middle of the box of a property of the model; a random point where there is none that can be read. */
function pointOf(model: string, size: number): Float64Array {
  const [benchmark = '', ...path] = model.split('/');
  const row = answers.find((answer) => answer['benchmark'] === benchmark && answer['onnx'] === path.join('/'));
  const box = row === undefined ? undefined : readVnnlib(readFileSync(vnncompPath(row, row['vnnlib']!), 'utf8'))?.[0]?.box;
  if (box?.lower.length !== size) return new Random(size).array(size, 0, 1);
  return box.lower.map((low, i) => (low + box.upper[i]!) / 2);
}

interface Case {
  readonly method: Method;
  readonly norm: Norm;
  readonly samples: number;
}

/** What fits a few seconds: linear bounds of every element up to a size, then of the last rows only. */
function casesOf(size: number): readonly Case[] {
  if (size > 80_000) return [{ method: 'crown-interval', norm: 'linf', samples: 4 }];
  const large = [
    { method: 'interval', norm: 'l2', samples: 9 },
    { method: 'crown-interval', norm: 'linf', samples: 9 },
  ] as const;
  if (size > 20_000) return large;
  const linf = { method: 'cnn-cert', norm: 'linf', samples: 9 } as const;
  return size > 6000 ? [...large, linf] : [...large, linf, { method: 'cnn-cert', norm: 'l2', samples: 9 }];
}

describe('bounds of models of VNN-COMP hold at every sampled and attacked point', () => {
  it.each(sharedModels('data', 'vnncomp'))('$name', { timeout: 600_000 }, ({ name, path }) => {
    const graph = loadOrRefuse(path);
    if (graph === null) return;
    const random = new Random(name.length);
    const centre = toInternal(graph, pointOf(name, mapSize(graph.nodes[0]!.shape)));
    const outputs = mapSize(graph.nodes[graph.outputNode]!.shape);
    const rows = Array.from({ length: 4 }, () => Float64Array.from({ length: outputs }, () => random.pick([-1, 0, 0.5, 1])));
    const size = elements(graph);
    // The interval bounds of a transformer overflow in larger balls: then nothing is bounded.
    const scale = name.startsWith('2023_vit') ? 1 / 64 : 1;
    for (const { method, norm, samples } of casesOf(size)) {
      const ball = { norm, centre, epsilon: EPSILON[norm] * scale, weights: null, clip: null };
      const options = { method, relaxation: 'adaptive', intersect: true } as const;
      const violation = worstViolation(graph, createWasmEngine(), ball, options, random, samples, rows);
      expect(violation).toEqual({ amount: 0, where: '' });
    }
  });
});
