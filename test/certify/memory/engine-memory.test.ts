import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certifyInput } from '../../../src/certify/certify-input.js';
import { Classifier } from '../../../src/certify/classifier.js';
import { estimateEngineMemory } from '../../../src/certify/memory/engine-memory.js';
import type { InputResult } from '../../../src/certify/result.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../../src/certify/settings.js';
import { readData } from '../../../src/data/read.js';
import { createSharedMemory } from '../../../src/engine/wasm/heap.js';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.js';
import { loadModel } from '../../../src/onnx/load.js';

// Where the allocator of an engine keeps the next free line of its memory.
const BASE = 1024;
const images = readData('models/sample-images-idx3-ubyte.gz', { inputShape: [1, 1, 28, 28] });
const load = (name: string) => loadModel(readFileSync(`models/${name}.onnx`));

function certify(classifier: Classifier, settings: CertifySettings): InputResult[] {
  return [0, 1].map((index) => certifyInput(classifier, { index, input: images.item(index), label: null }, settings, { now: () => 0 }));
}

describe('the estimate of the engine memory', () => {
  const cases = (['fmnist_relu', 'fmnist_lenet', 'fmnist_resnet'] as const).flatMap((name) => [
    [name, 'f64'] as const,
    [name, 'auto'] as const,
  ]);
  it.each(cases)('is near what %s takes with kernel %s', (name, kernel) => {
    const settings = { ...DEFAULT_SETTINGS, kernel, epsilon: 0.01 };
    const graph = load(name);
    const { weights, singles, program, certifying } = estimateEngineMemory(graph, settings);
    const memory = createSharedMemory();
    const used = (): number => (new Uint32Array(memory.buffer, BASE, 1)[0] ?? NaN) * 64;
    const classifier = new Classifier(graph, createWasmEngine({ memory, base: BASE }));
    // Nothing but the first lines of the memory is not counted.
    expect(used() - weights - program).toBeGreaterThan(0);
    expect(used() - weights - program).toBeLessThan(2048);
    // A search meets radii at which most rows are open: blocks are full there.
    for (const epsilon of [0.01, null]) certify(classifier, { ...settings, epsilon });
    // Rows in singles may have to be propagated again in doubles, which is counted; in nets with forks hardly any are.
    expect(used() / (weights + singles + certifying)).toBeGreaterThan(kernel === 'auto' && name === 'fmnist_resnet' ? 0.6 : 0.75);
    expect(used() / (weights + singles + certifying)).toBeLessThan(1.25);
  });

  it('counts weights once, and in singles only where they are used', () => {
    const graph = load('fmnist_relu');
    const [f64, auto] = (['f64', 'auto'] as const).map((kernel) => estimateEngineMemory(graph, { ...DEFAULT_SETTINGS, kernel }));
    expect(auto?.weights).toBe(f64?.weights);
    expect(f64?.singles).toBe(0);
    // Doubles have a plain and a packed copy, singles the packed one only.
    expect(auto?.singles).toBeGreaterThan((f64?.weights ?? NaN) / 4 - 1);
    expect(auto?.singles).toBeLessThan((f64?.weights ?? NaN) / 3);
  });
});

describe('an engine whose memory ends', () => {
  it.each([{ epsilon: 0.03 }, { epsilon: null, precision: 0.5 }])('fails inputs or changes nothing: %o', (question) => {
    const settings: CertifySettings = { ...DEFAULT_SETTINGS, ...question };
    const graph = load('fmnist_relu');
    const whole = certify(new Classifier(graph, createWasmEngine()), settings);
    const { weights, singles, program, certifying } = estimateEngineMemory(graph, settings);
    const counts = { failed: 0, same: 0 };
    for (let part = 0; part <= 1.25; part += 0.25) {
      const memory = createSharedMemory(weights + program + 65536 + part * (singles + certifying - program));
      const results = certify(new Classifier(graph, createWasmEngine({ memory })), settings);
      results.forEach((result, i) => {
        if (result.status === 'error') {
          expect(result.error?.code).toBe('OUT_OF_MEMORY');
          expect([result.verdict, result.certifiedRadius]).not.toContain('certified');
          expect(result.certifiedRadius ?? null).toBeNull();
          counts.failed++;
        } else {
          expect(result).toEqual(whole[i]);
          counts.same++;
        }
      });
    }
    expect(counts.failed).toBeGreaterThan(2);
    expect(counts.same).toBeGreaterThan(1);
  });
});
