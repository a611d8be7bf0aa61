import { ballRegion, type Clip, type Norm, type Region } from '../bounds/region.js';
import { DataError } from '../errors.js';
import type { Classifier } from './classifier.js';
import { distanceAbove, isWithin } from './distance.js';
import type { CertifySettings } from './settings.js';

/** All balls around one input, in the internal order: the centre, the norm with its weights, and the declared range. */
export class InputBall {
  constructor(
    readonly norm: Norm,
    readonly centre: Float64Array,
    readonly weights: Float64Array | null,
    readonly clip: Clip | null,
  ) {}

  /** The ball of radius epsilon, cut with the declared range. */
  region(epsilon: number): Region {
    return ballRegion(this.norm, this.centre, epsilon, this.weights, this.clip);
  }

  /** An upper bound of the weighted distance of a point from the centre. */
  distance(point: Float64Array): number {
    return distanceAbove(this.norm, point, this.centre, this.weights);
  }

  /** True only for points of the closed region of radius epsilon, in exact arithmetic. */
  contains(point: Float64Array, epsilon: number): boolean {
    return isWithin(point, this.clip) && this.distance(point) <= epsilon;
  }

  /** A radius at which the ball covers the declared range; null when no range was declared or the point is fixed. */
  get reach(): number | null {
    const { centre, clip, weights, norm } = this;
    if (clip === null) return null;
    const corner = centre.map((x, i) => {
      const low = clip.lower[i] ?? NaN;
      const high = clip.upper[i] ?? NaN;
      return weights?.[i] === 0 ? x : x - low > high - x ? low : high;
    });
    const radius = distanceAbove(norm, corner, centre, weights);
    return radius > 0 && Number.isFinite(radius) ? radius : null;
  }
}

/**
 * The balls around an input given in the order of the ONNX tensor.
 *
 * @throws DataError `INPUT_LENGTH`, `INPUT_NOT_FINITE`, `INPUT_OUT_OF_RANGE`.
 */
export function inputBall(classifier: Classifier, input: ArrayLike<number>, settings: CertifySettings): InputBall {
  const { clip, weights, norm } = settings;
  const centre = classifier.toInternal(input);
  checkValues(input, clip);
  const range = clip === null ? null : { lower: centre.map(() => clip.lower), upper: centre.map(() => clip.upper) };
  return new InputBall(norm, centre, weights === null ? null : classifier.toInternal(weights), range);
}

function checkValues(input: ArrayLike<number>, clip: CertifySettings['clip']): void {
  for (let i = 0; i < input.length; i++) {
    const value = input[i] ?? NaN;
    if (!Number.isFinite(value)) {
      throw new DataError('INPUT_NOT_FINITE', `element ${i} of the input is ${value}`, {
        hint: 'inputs must be finite numbers; check the data',
      });
    }
    if (clip !== null && (value < clip.lower || value > clip.upper)) {
      throw new DataError(
        'INPUT_OUT_OF_RANGE',
        `element ${i} of the input is ${value}, outside the declared range [${clip.lower}, ${clip.upper}]`,
        {
          hint: 'declare the range that the data has, or scale the data (image bytes are divided by 255)',
        },
      );
    }
  }
}
