/** A module of one function, `f64x2.relaxed_madd` of its three parameters. */
const PROBE = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b],
  ...[3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x87, 2, 0x0b],
];

/**
 * Whether WebAssembly takes relaxed SIMD here (WebAssembly 3.0; Node 22, not Node 20). Its multiply-add is fused where the processor has
 * one instruction for it, and rounds twice elsewhere.
 */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(Uint8Array.from(PROBE));
}
