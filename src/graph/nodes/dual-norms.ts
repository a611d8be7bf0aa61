import type { ConvShape, ConvStep } from '../../engine/engine.js';
import { isEqual, SLACK } from '../../engine/interval.js';
import { ETA, gamma } from '../../engine/rounding.js';
import type { InputBall } from '../operator.js';

/** Taps of a kernel axis that lie in the map for an output position: input = first + tap * dilation. */
interface TapRange {
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

/**
 * How far the outputs of a linear map move in a ball around its input: |W (x - c)|_k <= epsilon |w W_k|_q for |(x - c) / w|_p <= epsilon, 1 / p + 1 / q = 1
 * (Hoelder; CNN-Cert, eq. (9)). The dual norms depend on the weights alone, and are kept until another ball needs others.
 */
export class DualNorms {
  private norms: Float64Array | null = null;
  private norm: InputBall['norm'] | null = null;
  private scales: Float64Array | null = null;

  /** `weights`: `[outChannel][ky][kx][inChannel / groups]`; `step`: the whole map. */
  constructor(
    private readonly shape: ConvShape,
    private readonly step: ConvStep,
    private readonly weights: Float64Array,
  ) {}

  /** Lowers each radius, a bound of |W (x - c)|, to what the ball allows, rounded up. */
  limit(ball: InputBall, radii: Float64Array): void {
    const { epsilon } = ball;
    if (epsilon === 0) {
      radii.fill(0);
      return;
    }
    const norms = this.of(ball);
    for (let k = 0; k < radii.length; k++) radii[k] = Math.min(radii[k] ?? NaN, epsilon * (norms[k] ?? NaN) * SLACK + ETA);
  }

  private of({ norm, weights }: InputBall): Float64Array {
    const { scales } = this;
    const known = this.norm === norm && (scales === null || weights === null ? scales === weights : isEqual(scales, weights));
    if (known && this.norms !== null) return this.norms;
    this.norm = norm;
    this.scales = weights?.slice() ?? null;
    this.norms = this.compute();
    return this.norms;
  }

  private compute(): Float64Array {
    const { shape, step, scales } = this;
    const { outChannels, kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX } = shape;
    const { outHeight, outWidth } = step;
    const found = new Float64Array(outHeight * outWidth * outChannels);
    // Without scales positions differ by the taps that padding cuts off alone.
    const alike = new Map<string, Float64Array>();
    for (let y = 0; y < outHeight; y++) {
      const vertical = taps(y * strideY - step.offsetY, kernelHeight, dilationY, step.inHeight);
      for (let x = 0; x < outWidth; x++) {
        const horizontal = taps(x * strideX - step.offsetX, kernelWidth, dilationX, step.inWidth);
        const key = `${vertical.from},${vertical.to},${horizontal.from},${horizontal.to}`;
        const known = scales === null ? alike.get(key) : undefined;
        const norms = known ?? this.at(vertical, horizontal);
        alike.set(key, norms);
        found.set(norms, (y * outWidth + x) * outChannels);
      }
    }
    return found;
  }

  /** Of all channels at one position. */
  private at(vertical: TapRange, horizontal: TapRange): Float64Array {
    const { shape, step, weights, scales, norm } = this;
    const { inChannels, outChannels, groups, kernelHeight, kernelWidth, dilationY, dilationX } = shape;
    const perGroup = inChannels / groups;
    const norms = new Float64Array(outChannels);
    const terms = kernelHeight * kernelWidth * perGroup;
    for (let channel = 0; channel < outChannels; channel++) {
      const group = Math.floor(channel / (outChannels / groups));
      let sum = 0;
      let most = 0;
      for (let ky = vertical.from; ky < vertical.to; ky++) {
        for (let kx = horizontal.from; kx < horizontal.to; kx++) {
          const weight = ((channel * kernelHeight + ky) * kernelWidth + kx) * perGroup;
          const position = (vertical.first + ky * dilationY) * step.inWidth + horizontal.first + kx * dilationX;
          const input = position * inChannels + group * perGroup;
          for (let c = 0; c < perGroup; c++) {
            const product = (weights[weight + c] ?? NaN) * (scales === null ? 1 : (scales[input + c] ?? NaN));
            sum += product * product;
            most = Math.max(most, Math.abs(product));
          }
        }
      }
      norms[channel] = norm === 'l2' ? rootAbove(sum, terms) : most * SLACK + ETA;
    }
    return norms;
  }
}

/** A bound of the root of a sum of so many squares of products. */
function rootAbove(sum: number, terms: number): number {
  return Math.sqrt(sum * (1 + 2 * gamma(terms + 8)) + terms * ETA * 4) * SLACK;
}

function taps(first: number, kernel: number, dilation: number, size: number): TapRange {
  let from = 0;
  while (from < kernel && first + from * dilation < 0) from++;
  let to = kernel;
  while (to > from && first + (to - 1) * dilation >= size) to--;
  return { first, from, to };
}
