import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mapSize } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { Random } from '../support/random.js';
import { bytesOf, sharedModels } from '../support/shared-models.js';
import { checkBounds, treatmentOf } from '../support/treatments.js';
import { elements, sharedTable, toInternal, vnncompPath } from '../support/vnncomp.js';
import { readVnnlib } from '../support/vnnlib.js';

const answers = sharedTable('known_answers.csv');

/** The middle of the box of a property of the model; a random point where there is none that can be read. */
function pointOf(model: string, size: number): Float64Array {
  const [benchmark = '', ...path] = model.split('/');
  const row = answers.find((answer) => answer['benchmark'] === benchmark && answer['onnx'] === path.join('/'));
  const box = row === undefined ? undefined : readVnnlib(readFileSync(vnncompPath(row, row['vnnlib']!), 'utf8'))?.[0]?.box;
  if (box?.lower.length !== size) return new Random(size).array(size, 0, 1);
  return box.lower.map((low, i) => (low + box.upper[i]!) / 2);
}

/** Balls in which the interval bounds of a transformer or of squares overflow, and the share of their radius for which they are finite. */
const SHRUNK: Readonly<Record<string, readonly string[]>> = {
  '2023_vit/onnx/pgd_2_3_16.onnx': ['linf x 1: 0.125', 'l2 x 1: 0.125', 'l1 x 1: 0.125'],
  '2024_lsnc/onnx/quadrotor2d_output.onnx': ['l1 x 32: 0.125', 'l1 clipped x 32: 0.125'],
};

describe('bounds of models of VNN-COMP hold at every sampled and attacked point', () => {
  it.each(sharedModels('data', 'vnncomp'))('$name', { timeout: 600_000 }, ({ name, path }) => {
    const graph = loadModel(bytesOf(path), { keepOutput: true });
    const centre = toInternal(graph, pointOf(name, mapSize(graph.nodes[0]!.shape)));
    const { violations, shrunk } = checkBounds(graph, centre, treatmentOf(elements(graph)));
    expect({ violations, shrunk }).toEqual({ violations: [], shrunk: SHRUNK[name] ?? [] });
  });
});
