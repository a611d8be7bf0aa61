import { describe, expect, it } from 'vitest';
import { Bounder } from '../../src/bounds/bounder.js';
import { ballRegion } from '../../src/bounds/region.js';
import { CHUNK_ROWS } from '../../src/bounds/row-chunks.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { mapSize } from '../../src/graph/graph.js';
import { Program } from '../../src/graph/program.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';

describe('a specification of more rows than are propagated at once', () => {
  it('has the bounds, and the gradients, that each row has alone', () => {
    let finite = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const random = new Random(seed);
      const graph = new RandomGraph(random).build(3);
      const centre = random.array(mapSize(graph.nodes[0]!.shape), -1, 1);
      const outputs = mapSize(graph.nodes[graph.outputNode]!.shape);
      const rows = Array.from({ length: 2 * CHUNK_ROWS + 3 }, () => random.array(outputs, -1, 1));
      const bounder = new Bounder(new Program(graph, createWasmEngine()));
      const request = {
        ...({ region: ballRegion('linf', centre, 0.01, null, null), method: 'cnn-cert', relaxation: 'adaptive' } as const),
        effort: { isEnough: () => true, isVain: () => true },
      };
      const together = bounder.lowerBounds({ ...request, rows });
      const gradients = bounder.gradients(centre, rows);
      const alone = rows.map((row) => bounder.lowerBounds({ ...request, rows: [row] })[0]);
      expect(Array.from(together)).toEqual(alone);
      finite += together.filter((bound) => bound > -Infinity).length;
      expect(gradients).toEqual(rows.map((row) => bounder.gradients(centre, [row])[0]));
    }
    expect(finite).toBeGreaterThan(4 * CHUNK_ROWS);
  });
});
