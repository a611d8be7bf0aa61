import { describe, expect, it } from 'vitest';
import { activation } from '../../../src/activations/registry.js';
import { Bounder } from '../../../src/bounds/bounder.js';
import { ballRegion } from '../../../src/bounds/region.js';
import { createReferenceEngine } from '../../../src/engine/reference.js';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.js';
import type { Graph } from '../../../src/graph/graph.js';
import { Program } from '../../../src/graph/program.js';
import { Net } from '../../support/graphs.js';
import { Random } from '../../support/random.js';

/** The same graph, its activations being all of one function. */
function withActivation(graph: Graph, function_: ReturnType<typeof activation>): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.kind === 'activation' ? { ...node, functions: [function_] } : node)) };
}

function margins(graph: Graph): number[][] {
  const region = ballRegion('linf', new Random(3).array(5), 0.3, null, null);
  const rows = [Float64Array.of(1, -1, 0), Float64Array.of(0, 1, -1)];
  return [createReferenceEngine(), createWasmEngine()].map((engine) => [
    ...new Bounder(new Program(graph, engine)).lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive', kernel: 'f64' }),
  ]);
}

describe('kernels for ReLU', () => {
  const random = new Random(2);
  const net = new Net(5).randomDense(random, 9).apply('relu').randomDense(random, 9).apply('relu').randomDense(random, 3).build();

  it('are not for another activation of the same name', () => {
    const abs = activation('abs');
    const impostor = withActivation(net, { ...abs, name: 'relu' });
    expect(margins(impostor)).toEqual(margins(withActivation(net, abs)));
    expect(margins(impostor)).not.toEqual(margins(net));
  });
});
