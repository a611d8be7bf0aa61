import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import { readData } from '../../src/data/read.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { loadModel } from '../../src/onnx/load.js';

// Where the allocator of an engine keeps the next free line of its memory: nothing below it is ever given back.
const BASE = 1024;

it.each(['fmnist_relu_robust', 'fmnist_lenet'])('memory for %s stands still once inputs have been seen', (name) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 32768, shared: true });
  const classifier = new Classifier(loadModel(readFileSync(`models/${name}.onnx`)), createWasmEngine({ memory, base: BASE }));
  const images = readData('models/sample-images-idx3-ubyte.gz', { inputShape: [1, 1, 28, 28] });
  const used = (): number => new Uint32Array(memory.buffer, BASE, 1)[0] ?? NaN;
  const certifySome = (): void => {
    for (const change of [{ norm: 'linf' }, { norm: 'l2', clip: { lower: 0, upper: 1 } }] satisfies Partial<CertifySettings>[]) {
      const settings = { ...DEFAULT_SETTINGS, epsilon: 0.01, ...change };
      for (const index of [0, 1]) certifyInput(classifier, { index, input: images.item(index), label: null }, settings, { now: () => 0 });
    }
  };
  certifySome();
  const before = used();
  certifySome();
  certifySome();
  expect(before).toBeGreaterThan(1000);
  expect(used()).toBe(before);
});
