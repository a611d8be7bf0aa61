import { KERNELS_BASE64 } from './kernels.generated.js';

/** The two builds of the kernels: `relaxed` has fused multiply-adds, but not every WebAssembly takes it (./relaxed-simd.ts). */
export type Simd = keyof typeof KERNELS_BASE64;

/**
 * The bytes of a build, from base64. In the bundle of the command line a module of the same name reads them from a file instead (scripts/bundle.mjs): text
 * would lie in memory four times (file, source, compiled code and decoded).
 */
export function kernelBytes(simd: Simd): Uint8Array<ArrayBuffer> {
  const text = KERNELS_BASE64[simd];
  // Node has a decoder of its own, which takes a hundredth of the time of `atob`.
  if ('Buffer' in globalThis) return Buffer.from(text, 'base64');
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
