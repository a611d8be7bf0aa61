// Which sources the module was built from: scripts/kernels-version.mjs.

/** The constant is defined on the command line of the compiler. */
export function version(): i32 {
  // @ts-ignore: see above
  return KERNELS_VERSION;
}
