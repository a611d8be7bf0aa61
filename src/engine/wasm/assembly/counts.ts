// Counts as types. A kernel has many variants (rows of a tile, vectors, types of elements). Generic in what tells them apart, each is a function of its own, and V8 optimises
// only those that a run uses; all variants in one function took a tenth of a second and more to compile, however short the run.

@unmanaged
export class Zero {}

@unmanaged
export class One extends Zero {
  a: u8;
}

@unmanaged
export class Two extends One {
  b: u8;
}

@unmanaged
export class Three extends Two {
  c: u8;
}

@unmanaged
export class Four extends Three {
  d: u8;
}

@unmanaged
export class Six extends Four {
  e: u8;
  f: u8;
}

/** The count that a type stands for. */
// @ts-ignore: decorator
@inline
export function count<N>(): i32 {
  return <i32>offsetof<N>();
}

/** What a type stands for where it tells whether. */
// @ts-ignore: decorator
@inline
export function is<N>(): bool {
  return count<N>() != 0;
}
