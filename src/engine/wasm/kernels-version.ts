/** Version of the kernels that this code needs. Written by scripts/build-wasm.mjs: a hash of ./assembly. Keep it in git. */
export const KERNELS_VERSION = 801944105;
