import type { Simd } from '../../src/engine/wasm/kernel-bytes.js';
import { fastestSimd } from '../../src/engine/wasm/kernels.js';

/** The build of the kernels that is measured: environment variable BENCH_SIMD, or the one that engines choose here. Throws Error for what is neither. */
export function simdToMeasure(): Simd {
  const asked = process.env['BENCH_SIMD'] ?? fastestSimd();
  if (asked === 'plain' || asked === 'relaxed') return asked;
  throw new Error(`BENCH_SIMD is '${asked}'; it can be plain or relaxed`);
}
