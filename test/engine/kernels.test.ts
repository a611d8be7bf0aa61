import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { CertifyError } from '../../src/errors.js';
import { createSharedMemory } from '../../src/engine/wasm/heap.js';
import { kernelBytes, type Simd } from '../../src/engine/wasm/kernel-bytes.js';
import { KERNELS_VERSION } from '../../src/engine/wasm/kernels-version.js';
import { builtKernels, fastestSimd, instantiateKernels } from '../../src/engine/wasm/kernels.js';
import { hasRelaxedSimd } from '../../src/engine/wasm/relaxed-simd.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { allowRelaxedSimd } from '../support/relaxed-simd.js';

/** A number as WebAssembly writes it after `i32.const` (signed LEB128). */
function constant(value: number): Buffer {
  const bytes = [];
  for (let rest = value; ; rest >>= 7) {
    const last = rest >> 6 === 0;
    bytes.push((rest & 127) | (last ? 0 : 128));
    if (last) return Buffer.from([0x41, ...bytes, 0x0b]);
  }
}

const builds: readonly Simd[] = ['plain', 'relaxed'];

/** A module that was built, with some bytes replaced by as many others. */
function changed(simd: Simd, from: Buffer, to: Buffer): WebAssembly.Module {
  const built = Buffer.from(kernelBytes(simd));
  const at = built.indexOf(from);
  expect(at).toBeGreaterThan(0);
  expect(built.indexOf(from, at + 1)).toBe(-1);
  const bytes = Uint8Array.from(built);
  bytes.set(to, at);
  return new WebAssembly.Module(bytes);
}

function outcome(attempt: () => unknown): string {
  try {
    attempt();
    return 'accepted';
  } catch (error) {
    return error instanceof CertifyError ? error.code : String(error);
  }
}

const taken = (module: WebAssembly.Module) => outcome(() => instantiateKernels(createSharedMemory(), module));

/** a * a - round(a * a): what one rounding keeps and two lose. */
function residue(engine: Engine): number {
  const a = 1 + 2 ** -30;
  const point = { outHeight: 1, outWidth: 1, inHeight: 1, inWidth: 1, offsetY: 0, offsetX: 0 };
  const unit = { groups: 1, kernelHeight: 1, kernelWidth: 1, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 };
  const weights = engine.packConv({ ...unit, inChannels: 4, outChannels: 2 }, [
    ...Array<number>(4).fill(-(a * a)),
    ...Array<number>(4).fill(a),
  ]);
  const [output, input] = [engine.allocate(2), engine.allocate(4)];
  output.set([1, a]);
  engine.convBackward(weights, point, 1, output, input);
  return input[0]!;
}

describe('without relaxed SIMD', () => {
  // Before the tests that switch it on; newer versions of Node always have it.
  it.skipIf(hasRelaxedSimd())('the plain kernels are chosen, and the relaxed ones refused', () => {
    expect(WebAssembly.validate(kernelBytes('relaxed'))).toBe(false);
    expect([fastestSimd(), createWasmEngine().name]).toEqual(['plain', 'wasm']);
    expect(outcome(() => createWasmEngine({ simd: 'relaxed' }))).toBe('NO_RELAXED_SIMD');
  });
});

describe('with relaxed SIMD', () => {
  beforeAll(allowRelaxedSimd);

  it('the relaxed kernels are chosen unless the plain ones are asked for', () => {
    expect([fastestSimd(), createWasmEngine().name, createWasmEngine({ simd: 'plain' }).name]).toEqual(['relaxed', 'wasm-relaxed', 'wasm']);
  });

  it('products are rounded once at most, without it twice', () => {
    expect(residue(createWasmEngine({ simd: 'plain' }))).toBe(0);
    expect([0, 2 ** -60]).toContain(residue(createWasmEngine({ simd: 'relaxed' })));
  });

  it('a build is compiled once', () => {
    expect(builtKernels('relaxed')).toBe(builtKernels('relaxed'));
    expect(builtKernels('relaxed')).not.toBe(builtKernels('plain'));
  });
});

describe.each(builds)('%s kernels', (simd) => {
  beforeAll(allowRelaxedSimd);

  it('of this version are taken', () => {
    expect(taken(builtKernels(simd))).toBe('accepted');
  });

  it('of another version are refused', () => {
    expect(taken(changed(simd, constant(KERNELS_VERSION), constant(KERNELS_VERSION ^ 1)))).toBe('STALE_KERNELS');
  });

  it('that do not know their version are refused', () => {
    expect(taken(changed(simd, Buffer.from('version'), Buffer.from('another')))).toBe('STALE_KERNELS');
  });
});

describe('kernels', () => {
  it('have the version of their sources (else: npm run build:wasm)', () => {
    const printed = execFileSync(process.execPath, ['scripts/kernels-version.mjs'], { encoding: 'utf8' });
    expect(Number(printed)).toBe(KERNELS_VERSION);
  });
});
