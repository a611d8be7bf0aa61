import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputBall } from '../../src/certify/input-ball.js';
import type { Classifier } from '../../src/certify/classifier.js';
import { explainNeurons } from '../../src/explain/explain-neurons.js';
import { convLayers } from '../../src/explain/layers.js';
import { createPerturber } from '../../src/explain/perturb/create.js';
import type { Perturbation } from '../../src/explain/perturb/perturber.js';
import { type RegionBounds, regionBounds } from '../../src/explain/region-bounds.js';
import { draws } from '../../src/graph/noise/draws.js';
import { evaluateGraph } from '../support/evaluate.js';
import { classifierOf, image, modelNames } from './support.js';

const BOUNDED: readonly Perturbation[] = [
  { kind: 'linf', epsilon: 0.02 },
  { kind: 'l2', epsilon: 0.2 },
  { kind: 'mask', value: 0 },
];
const COPIES = 2;
const range = { lower: new Float64Array(784), upper: new Float64Array(784).fill(1) };

/** What is sampled and proved of a model, the copies made and evaluated apart from explainNeurons and from the operators of the graph. */
function caseOf(classifier: Classifier, perturbation: Perturbation, clipsL2: boolean) {
  const layers = convLayers(classifier.graph, 'after');
  const norm = perturbation.kind === 'l2' ? 'l2' : 'linf';
  // Bounds of an l2 ball in a box take ten times as long.
  const ball = new InputBall(norm, classifier.toInternal(image(2)), null, norm === 'l2' && !clipsL2 ? null : range);
  const { region, copy } = createPerturber(perturbation, ball, classifier.program.node(0).shape, draws(3));
  const bounds = regionBounds(classifier, layers, region!, 1, () => undefined) as RegionBounds;
  const last = layers.at(-1)!;
  // Up to the last layer only; the maps of all layers are those of graphs that end there.
  const values = Array.from({ length: COPIES }, (_, i) => {
    const point = classifier.fromInternal(copy(i));
    return layers.map(({ sampled }) => (sampled === last.sampled || i === 1 ? mapAt(classifier, sampled, point) : null));
  });
  return { bounds, values };
}

function mapAt({ graph }: Classifier, node: number, point: Float64Array): Float64Array {
  return evaluateGraph({ ...graph, nodes: graph.nodes.slice(0, node + 1), outputNode: node, outputLayout: null }, point);
}

/** Elements outside, where bounds are drawn in to their middle by this share. */
function outside({ bounds, values }: ReturnType<typeof caseOf>, share = 0): number {
  let count = 0;
  for (const maps of values) {
    maps.forEach((map, layer) => {
      const { lower, upper } = bounds.layers[layer]!;
      map?.forEach((value, k) => {
        const inset = (share * (upper[k]! - lower[k]!)) / 2;
        if (!(value >= lower[k]! + inset && value <= upper[k]! - inset)) count++;
      });
    });
  }
  return count;
}

describe.each(modelNames)('%s', (name) => {
  const classifier = classifierOf(name);

  it.each(BOUNDED)('$kind: every sampled value lies inside its certified bounds; bounds drawn in would not hold', (perturbation) => {
    const known = caseOf(classifier, perturbation, name === 'fmnist_tanh.onnx');
    expect(outside(known)).toBe(0);
    expect(outside(known, 0.98)).toBeGreaterThan(0);
  });

  it.each([{ kind: 'linf', epsilon: 0.02 }, { kind: 'authors' }] as const)(
    '$kind: precision is not below its floor, all numbers are numbers, and a seed says it all',
    (perturbation) => {
      const options = { perturbation, copies: 5, seed: 11, top: 3 };
      const found = explainNeurons(classifier, image(0), options);
      expect(found.layers.map((layer) => layer.name).sort()).toEqual(convNames(name));
      for (const { channels } of found.layers) {
        for (const { precision, certified, mean, minimum, maximum, correlation } of channels) {
          expect(precision).toBeGreaterThanOrEqual(
            (certified?.precisionFloor ?? 0) * (certified?.precisionFloor === Infinity ? 1 : 1 - 1e-9),
          );
          expect([mean, minimum, maximum].every(Number.isFinite)).toBe(true);
          if (correlation !== null) expect(correlation >= 0 && correlation <= 1).toBe(true);
          if (certified !== null) expect(certified.lower <= minimum && certified.upper >= maximum).toBe(true);
        }
      }
      const { score } = found;
      expect(score.certified === null).toBe(perturbation.kind === 'authors');
      if (score.certified !== null) expect(score.certified.lower <= score.minimum && score.certified.upper >= score.maximum).toBe(true);
      if (perturbation.kind !== 'authors') return;
      expect(explainNeurons(classifier, image(0), options)).toEqual(found);
      expect(explainNeurons(classifier, image(0), { ...options, seed: 12 })).not.toEqual(found);
    },
  );
});

/** Names of the convolutions in the file. */
function convNames(name: string): string[] {
  const text = readFileSync(`models/${name}`, 'latin1');
  return [...new Set(text.match(/\/[\w./]*Conv(?=["\x04])/g))].sort();
}
