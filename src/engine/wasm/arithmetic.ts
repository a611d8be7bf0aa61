import { KERNELS_VERSION } from './kernels-version.js';
import { fastestSimd } from './kernels.js';
import { fusesMultiplyAdd } from './relaxed-simd.js';

/**
 * What the digits of a bound depend on beside the program: the version of the kernels and how they multiply and add here. Where two machines say the same, so do
 * their bounds, bit for bit.
 */
export function arithmetic(): string {
  const multiplyAdd = fusesMultiplyAdd() ? 'fused multiply-adds' : 'rounded products';
  return `kernels ${KERNELS_VERSION}, ${fastestSimd()} SIMD, ${multiplyAdd}`;
}
