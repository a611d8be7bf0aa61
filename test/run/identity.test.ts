import { describe, expect, it } from 'vitest';
import type { CertifySettings } from '../../src/certify/settings.js';
import { fusesMultiplyAdd, hasRelaxedSimd } from '../../src/engine/wasm/relaxed-simd.js';
import { hashOf } from '../../src/run/hash.js';
import { inputHash, shardedRunHash } from '../../src/run/identity.js';
import type { ModelSource } from '../../src/run/plan.js';
import { identityOf, runOf } from './identities.js';

const SETTINGS: readonly Partial<CertifySettings>[] = [
  ...[{ norm: 'l2' }, { method: 'interval' }, { relaxation: 'fastlin' }, { kernel: 'f64' }, { epsilon: 0.1 }, { precision: 0.1 }],
  ...[{ clip: { lower: 0, upper: 1 } }, { clip: { lower: 0, upper: 2 } }, { target: 'random' }, { target: 1 }, { threshold: 0.25 }],
  ...[{ attack: false }, { timeoutSeconds: 1 }, { weights: Float64Array.of(1) }, { weights: Float64Array.of(2) }],
] as const;

const MODELS: readonly Partial<ModelSource>[] = [
  ...[
    { bytes: Uint8Array.of(1, 2) },
    { input: 'x' },
    { output: 'x' },
    { shape: [1, 2] },
    { keepOutput: true },
    { noise: { mode: 'worst' } },
  ],
  ...[
    { normalisation: { mean: [1], std: [1] } },
    { constants: { m: { shape: [1], data: [1] } } },
    { constants: { m: { shape: [1], data: [2] } } },
  ],
  { external: [{ location: 'w', offset: 0, length: 1, bytes: Uint8Array.of(7) }] },
] as const;

describe('the identity of results', () => {
  it('differs with every setting and every part of the model', () => {
    const identities = [
      identityOf(),
      ...SETTINGS.map((s) => identityOf(s)),
      ...MODELS.map((m) => identityOf({}, m)),
      identityOf({}, {}, '1.1'),
    ];
    expect(new Set(identities.map(hashOf)).size).toBe(identities.length);
    expect(hashOf(identityOf())).toBe(hashOf(identityOf()));
  });

  it('says how this machine multiplies and adds', () => {
    expect(identityOf().arithmetic).toMatch(
      /^kernels \d+, (plain SIMD, rounded products|relaxed SIMD, (rounded products|fused multiply-adds))$/,
    );
    expect(fusesMultiplyAdd() && !hasRelaxedSimd()).toBe(false);
  });

  it('of shards may differ in machine and build, in nothing else', () => {
    const run = runOf();
    expect(shardedRunHash({ ...run, code: 'x', arithmetic: 'x', shard: '1/2' })).toBe(shardedRunHash(run));
    expect(shardedRunHash(runOf({}, 'others'))).not.toBe(shardedRunHash(run));
    expect(shardedRunHash(runOf({ norm: 'l1' }))).not.toBe(shardedRunHash(run));
  });

  it('of an input holds its values and its label', () => {
    const hashes = [
      inputHash(Float64Array.of(1, 2), 3),
      inputHash(Float64Array.of(1, 2), null),
      inputHash(Float64Array.of(2, 1), 3),
      inputHash(null, 3),
    ];
    expect(new Set(hashes).size).toBe(4);
  });
});
