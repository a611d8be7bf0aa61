import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd } from '../../src/engine/wasm/relaxed-simd.js';

/**
 * Lets Node 20 take relaxed SIMD in this process, which it has behind a flag, so that the kernels with fused multiply-adds are tested
 * wherever the tests run. From then on engines are relaxed unless they ask to be plain.
 */
export function allowRelaxedSimd(): void {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
