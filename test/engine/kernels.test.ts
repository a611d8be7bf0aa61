import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CertifyError } from '../../src/errors.js';
import { createSharedMemory } from '../../src/engine/wasm/heap.js';
import { KERNELS_BASE64 } from '../../src/engine/wasm/kernels.generated.js';
import { KERNELS_VERSION } from '../../src/engine/wasm/kernels-version.js';
import { instantiateKernels } from '../../src/engine/wasm/kernels.js';

/** A number as WebAssembly writes it after `i32.const` (signed LEB128). */
function constant(value: number): Buffer {
  const bytes = [];
  for (let rest = value; ; rest >>= 7) {
    const last = rest >> 6 === 0;
    bytes.push((rest & 127) | (last ? 0 : 128));
    if (last) return Buffer.from([0x41, ...bytes, 0x0b]);
  }
}

const built = Buffer.from(KERNELS_BASE64, 'base64');

/** The module that was built, with some bytes replaced by as many others. */
function changed(from: Buffer, to: Buffer): WebAssembly.Module {
  const at = built.indexOf(from);
  expect(at).toBeGreaterThan(0);
  expect(built.indexOf(from, at + 1)).toBe(-1);
  const bytes = Uint8Array.from(built);
  bytes.set(to, at);
  return new WebAssembly.Module(bytes);
}

function outcome(module?: WebAssembly.Module): string {
  try {
    instantiateKernels(createSharedMemory(), module);
    return 'accepted';
  } catch (error) {
    return error instanceof CertifyError ? error.code : String(error);
  }
}

describe('kernels', () => {
  it('of this version are taken', () => {
    expect(outcome()).toBe('accepted');
  });

  it('of another version are refused', () => {
    expect(outcome(changed(constant(KERNELS_VERSION), constant(KERNELS_VERSION ^ 1)))).toBe('STALE_KERNELS');
  });

  it('that do not know their version are refused', () => {
    expect(outcome(changed(Buffer.from('version'), Buffer.from('another')))).toBe('STALE_KERNELS');
  });

  it('have the version of their sources (else: npm run build:wasm)', () => {
    const printed = execFileSync(process.execPath, ['scripts/kernels-version.mjs'], { encoding: 'utf8' });
    expect(Number(printed)).toBe(KERNELS_VERSION);
  });
});
