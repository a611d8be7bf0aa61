import type { Region } from '../../bounds/region.js';

/** How the copies of an input are made. */
export type Perturbation =
  /** Copy i is x (1 + i N(0, 0.1)), element by element, 0.1 the standard deviation, i = 0 .. n - 1 (Lengerich et al. 2017). */
  | { readonly kind: 'authors' }
  /** Uniform in {|x' - x|_inf <= epsilon}, cut with the declared range. */
  | { readonly kind: 'linf'; readonly epsilon: number }
  /** Uniform in {|x' - x|_2 <= epsilon}, then moved into the declared range. */
  | { readonly kind: 'l2'; readonly epsilon: number }
  /** A square patch of the input is set to a value (occlusion: Zeiler & Fergus 2014); copy 0 is the input. */
  | { readonly kind: 'mask'; readonly value: number };

/** Makes the copies of one input, in the internal order of its elements. */
export interface Perturber {
  /** Holds every copy; null: copies have no bounds. */
  readonly region: Region | null;
  /** Copy i; to be called for i = 0, 1, .. in turn. */
  readonly copy: (index: number) => Float64Array;
}

/** Random numbers of one seed. */
export interface Draws {
  /** In [0, 1). */
  readonly uniform: () => number;
  /** N(0, 1). */
  readonly normal: () => number;
}
