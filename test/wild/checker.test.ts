import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { type Graph, mapSize } from '../../src/graph/graph.js';
import { Random } from '../support/random.js';
import { RandomGraph } from '../support/random-graph.js';
import { sharedModels } from '../support/shared-models.js';
import type { Enclosure } from '../support/soundness.js';
import { checkBounds } from '../support/treatments.js';
import { toInternal } from '../support/vnncomp.js';
import { inputOf, loadWild } from '../support/wild.js';

type Tamper = (enclosure: Enclosure) => Enclosure;

/** Bounds a little too tight. */
const planted: Readonly<Record<string, Tamper>> = {
  'boxes of nodes in the middle lose a hundredth of their width on each side': (enclosure) => {
    const last = enclosure.boxes.length - 1;
    const boxes = enclosure.boxes.map((box, id) => {
      if (id === 0 || id === last) return box;
      const lower = box.lower.map((low, k) => low + 0.01 * (box.upper[k]! - low));
      return { lower, upper: box.upper.map((high, k) => high - 0.01 * (high - box.lower[k]!)) };
    });
    return { ...enclosure, boxes };
  },
  'rows are bounded a millionth too high': (enclosure) => ({
    ...enclosure,
    lower: enclosure.lower.map((bound) => bound + 1e-6 * (1 + Math.abs(bound))),
  }),
};

/** Engines with one fault each. */
const faults: Readonly<Record<string, (engine: Engine) => Partial<Engine>>> = {
  'negative coefficients take the lower line': (engine) => ({
    relax: (place, a, ls, li, _us, _ui, ...rest) => engine.relax(place, a, ls, li, ls, li, ...rest),
  }),
  'the box is taken from the wrong side': (engine) => ({
    accumulate: (place, a, lower, upper, ...rest) => engine.accumulate(place, a, upper, lower, ...rest),
  }),
};

interface Subject {
  readonly graph: Graph;
  readonly centre: Float64Array;
}

function randomSubject(): Subject {
  const random = new Random(7);
  const graph = new RandomGraph(random).build(3);
  return { graph, centre: random.array(mapSize(graph.nodes[0]!.shape)) };
}

const names = ['cersyve/f.onnx', 'ezkl/1l_gelu_noappx.onnx', 'ezkl/2l_relu_sigmoid_conv.onnx', 'marabou/softmax-last-layer.onnx'];
const wild = sharedModels('data', 'wild')
  .filter(({ name }) => names.includes(name))
  .map((file): [string, () => Subject] => {
    const make = () => {
      const { graph } = loadWild(file).functions[0]!;
      return { graph, centre: toInternal(graph, inputOf(file.name, graph)) };
    };
    return [file.name, make];
  });

describe.each([['a random graph', randomSubject], ...wild])('the check of bounds of %s', (_name, make) => {
  const { graph, centre } = make();
  const violations = (engine: Engine, tamper?: Tamper) => checkBounds(graph, centre, 'thorough', engine, tamper).violations;

  it('finds nothing wrong', () => {
    expect(violations(createWasmEngine())).toEqual([]);
  });

  it.each(Object.entries(planted))('notices when %s', (_title, tamper) => {
    expect(violations(createWasmEngine(), tamper)).not.toEqual([]);
  });

  it.each(Object.entries(faults))('notices when %s', (_title, fault) => {
    const engine = createWasmEngine();
    expect(violations({ ...engine, ...fault(engine) })).not.toEqual([]);
  });
});
