import type { Engine } from '../engine.js';
import { linearFactors } from '../interval.js';
import { address } from './checks.js';
import type { Kernels } from './kernels.js';

/** How the kernel of `reluLines` names the choices. */
const CHOICES = { adaptive: 0, fastlin: 1, flat: 2 } as const;

/** The elementwise interval kernels. */
export function intervalKernels(
  kernels: Kernels,
): Pick<
  Engine,
  | 'centreForm'
  | 'middles'
  | 'magnitudeTimes'
  | 'linearBounds'
  | 'reluRange'
  | 'reluLines'
  | 'lineUncertainties'
  | 'sumOfMagnitudes'
  | 'outwardLines'
> {
  return {
    centreForm(lower, upper, centre, radius, magnitude) {
      const size = lower.length;
      kernels.centreForm(
        size,
        address(lower, 0),
        address(upper, size),
        address(centre, size),
        address(radius, size),
        address(magnitude, size),
      );
    },
    middles(lower, upper, target) {
      const size = target.length;
      kernels.middles(size, address(lower, size), address(upper, size), address(target, size));
    },
    magnitudeTimes(lower, upper, scale, target) {
      const size = target.length;
      kernels.magnitudeTimes(size, address(lower, size), address(upper, size), scale, address(target, size));
    },
    linearBounds(image, bias, biasError, error, out) {
      const size = out.lower.length;
      const { growth, forward, backward, underflow } = linearFactors(error);
      // prettier-ignore
      kernels.linearBounds(
        size, address(image.centre, size), address(image.radius, size), address(image.magnitude, size), address(bias, size),
        biasError === null ? 0 : address(biasError, size), growth, forward, backward, error.biasGamma, underflow,
        address(out.lower, 0), address(out.upper, size), address(out.uncertainty, size),
      );
    },
    outwardLines(lines, constants, sums, biasGamma, out) {
      const size = out.lower.length;
      // prettier-ignore
      kernels.outwardLines(
        size, address(lines.lowerSlope, size), address(lines.lowerIntercept, size), address(lines.upperSlope, size), address(lines.upperIntercept, size),
        address(lines.uncertainty, size), constants === null ? 0 : address(constants.bias, size), constants === null ? 0 : address(constants.uncertainty, size),
        sums === null ? 0 : address(sums, size), biasGamma, address(out.lower, 0), address(out.upper, size),
      );
    },
    sumOfMagnitudes: (lower, upper) => kernels.sumOfMagnitudes(lower.length, address(lower, 0), address(upper, lower.length)),
    reluRange(lower, upper, least, most) {
      const size = lower.length;
      kernels.reluRange(size, address(lower, 0), address(upper, size), address(least, size), address(most, size));
    },
    lineUncertainties(lower, upper, biasGamma, lines) {
      const size = lower.length;
      // prettier-ignore
      kernels.lineUncertainties(
        size, address(lower, 0), address(upper, size), biasGamma,
        address(lines.lowerSlope, size), address(lines.lowerIntercept, size), address(lines.upperSlope, size), address(lines.upperIntercept, size),
        address(lines.uncertainty, size),
      );
    },
    reluLines(lower, upper, choice, biasGamma, out) {
      const size = lower.length;
      // prettier-ignore
      kernels.reluLines(
        size, address(lower, 0), address(upper, size), CHOICES[choice], biasGamma,
        address(out.lowerSlope, size), address(out.lowerIntercept, size), address(out.upperSlope, size), address(out.upperIntercept, size),
        address(out.uncertainty, size),
      );
    },
  };
}
