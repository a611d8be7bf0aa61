import { Bounder } from '../bounds/bounder.js';
import type { Region } from '../bounds/region.js';
import type { Classifier } from '../certify/classifier.js';
import { NumericalError } from '../errors.js';
import type { MapBounds } from './certified-channels.js';
import type { ConvLayer } from './layers.js';
import { scoreBounds, scoreRows } from './score.js';

/** What is proved over the region of all copies. */
export interface RegionBounds {
  readonly score: { readonly lower: number; readonly upper: number };
  /** Of the sampled value of each layer. */
  readonly layers: readonly MapBounds[];
}

/**
 * Bounds the sampled values of all layers and the score of a class over a region: linear bounds of every element of every convolution (CNN-Cert), and what the
 * activation makes of them. `checkpoint` is called between blocks, and throws to stop.
 *
 * @returns what is proved, or a sentence that says why nothing is.
 */
export function regionBounds(
  classifier: Classifier,
  layers: readonly ConvLayer[],
  region: Region,
  label: number,
  checkpoint: () => void,
): RegionBounds | string {
  const { program } = classifier;
  const bounder = new Bounder(program, new Set(layers.map(({ conv }) => conv.id)));
  try {
    const rows = scoreRows(classifier, label);
    const bounds = bounder.lowerBounds({ region, rows, method: 'cnn-cert', relaxation: 'adaptive', kernel: 'auto', checkpoint });
    const copyOf = (id: number): MapBounds => {
      const { lower, upper } = program.boundsOf(id);
      return { lower: Float64Array.from(lower), upper: Float64Array.from(upper) };
    };
    return { score: scoreBounds(classifier, label, bounds), layers: layers.map(({ sampled }) => copyOf(sampled)) };
  } catch (error) {
    if (error instanceof NumericalError) return `bounds over the region of the copies overflow (${error.message})`;
    throw error;
  }
}
