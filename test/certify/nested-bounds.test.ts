import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ProvedBounds, type Series } from '../../src/bounds/proved-bounds.js';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { InputBall } from '../../src/certify/input-ball.js';
import { Margins } from '../../src/certify/margins.js';
import { nestedBounds } from '../../src/certify/nested-bounds.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import { marginRows } from '../../src/certify/specification.js';
import { readData } from '../../src/data/read.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { NumericalError } from '../../src/errors.js';
import { loadModel } from '../../src/onnx/load.js';
import { Net } from '../support/graphs.js';

const choice = { method: 'cnn-cert', relaxation: 'adaptive', kernel: 'f64' } as const;

describe('bounds of a search', () => {
  afterEach(() => vi.restoreAllMocks());

  it('start from the smallest epsilon that could not be certified', () => {
    const net = new Net(1).dense([[1], [-1]], [0, 0]).build();
    const classifier = new Classifier(net, createWasmEngine());
    const asked: (Series | undefined)[] = [];
    // Certified below 1, nothing finite from 9 on.
    vi.spyOn(Margins.prototype, 'lowerBounds').mockImplementation(({ upper }, { series }) => {
      asked.push(series);
      const epsilon = upper[0] ?? NaN;
      if (epsilon > 9) throw new NumericalError('NON_FINITE_BOUNDS', 'too large');
      return Float64Array.of(1 - epsilon);
    });
    const margins = new Margins(classifier, marginRows(classifier, 0, [1], 0.5));
    const bound = nestedBounds(margins, new InputBall('linf', new Float64Array(1), null, null), choice);
    for (const epsilon of [0.5, 4, 0.7, 2, 0.8, 0.9]) bound(epsilon);
    expect(asked.map((series) => series?.within)).toEqual([null, null, 2, 2, 4, 4]);
    expect(asked.map((series) => series?.number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('lead to radii within the precision of those without, the same after other inputs', () => {
    const graph = loadModel(readFileSync('models/fmnist_relu_robust.onnx'));
    const images = readData('models/sample-images-idx3-ubyte.gz', { inputShape: [1, 1, 28, 28] });
    const used = new Classifier(graph, createWasmEngine());
    const settings: CertifySettings = { ...DEFAULT_SETTINGS, norm: 'l2', attack: false };
    const certify = (classifier: Classifier, index: number) =>
      certifyInput(classifier, { index, input: images.item(index), label: null }, settings, { now: () => 0 });
    certify(used, 2);
    for (const index of [0, 1]) {
      const found = certify(new Classifier(graph, createWasmEngine()), index);
      expect(certify(used, index)).toEqual(found);
      const settle = vi.spyOn(ProvedBounds.prototype, 'settle').mockImplementation(() => undefined);
      const alone = certify(used, index);
      settle.mockRestore();
      expect((found.certifiedRadius ?? NaN) / (alone.certifiedRadius ?? NaN)).toBeGreaterThan(1 - settings.precision);
    }
  });
});
