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

/** A module of one function `f` of three doubles: lane 0 of their `f64x2.relaxed_madd`. */
const MULTIPLY_ADD = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 8, 1, 0x60, 3, 0x7c, 0x7c, 0x7c, 1, 0x7c],
  ...[3, 2, 1, 0],
  ...[7, 5, 1, 1, 0x66, 0, 0],
  ...[10, 22, 1, 20, 0, 0x20, 0, 0xfd, 0x14, 0x20, 1, 0xfd, 0x14, 0x20, 2, 0xfd, 0x14, 0xfd, 0x87, 2, 0xfd, 0x21, 0, 0x0b],
];

/** Whether the multiply-add of relaxed SIMD rounds once here. False without relaxed SIMD. */
export function fusesMultiplyAdd(): boolean {
  if (!hasRelaxedSimd()) return false;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(MULTIPLY_ADD)));
  const multiplyAdd = exports.f as (a: number, b: number, c: number) => number;
  // (1 + 2^-30) (1 - 2^-30) = 1 - 2^-60, which rounds to 1.
  return multiplyAdd(1 + 2 ** -30, 1 - 2 ** -30, -1) !== 0;
}
