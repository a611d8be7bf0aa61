import { singleBiasGamma, singleFactors } from '../anchored.js';
import type { Engine } from '../engine.js';
import { address, precisionOf } from './checks.js';
import type { Kernels } from './kernels.js';

/** The elementwise kernels of rows in singles. */
export function anchoredKernels(
  kernels: Kernels,
): Pick<
  Engine,
  | 'anchorForm'
  | 'singleConstants'
  | 'singleLines'
  | 'singleReach'
  | 'sumOfReaches'
  | 'movingUncertainties'
  | 'sumOfConstants'
  | 'addConstants'
> {
  return {
    anchorForm({ lower, upper, anchor }, centre, radius, magnitude) {
      const size = centre.length;
      // prettier-ignore
      kernels.anchorForm(
        size, address(lower, size), address(upper, size), address(anchor, size),
        address(centre, size), address(radius, size), address(magnitude, size),
      );
    },
    singleConstants(image, bias, biasError, to, error, out) {
      const size = out.bias.length;
      const { growth, forward, units, tiny, relative, underflow, biasGamma } = singleFactors(error);
      // prettier-ignore
      kernels.singleConstants(
        size, address(image.centre, size), address(image.radius, size), address(image.magnitude, size), address(bias, size),
        biasError === null ? 0 : address(biasError, size), address(to, size),
        growth, forward, units, tiny, relative, underflow, biasGamma, address(out.bias, size), address(out.uncertainty, size),
      );
    },
    singleLines(lines, { lower, upper, anchor }, to, given, biasGamma, out) {
      const size = out.uncertainty.length;
      // prettier-ignore
      kernels.singleLines(
        size, address(lines.lowerSlope, size), address(lines.lowerIntercept, size), address(lines.upperSlope, size), address(lines.upperIntercept, size),
        address(lower, size), address(upper, size), address(anchor, size), address(to, size), given === null ? 0 : address(given, size),
        singleBiasGamma(biasGamma), address(out.lowerSlope, size), address(out.lowerIntercept, size), address(out.upperSlope, size),
        address(out.upperIntercept, size), address(out.uncertainty, size),
      );
    },
    singleReach({ lower, upper, anchor }, factor, reach) {
      const size = reach.length;
      kernels.singleReach(size, address(lower, size), address(upper, size), address(anchor, size), factor, address(reach, size));
    },
    sumOfReaches({ lower, upper, anchor }) {
      const size = anchor.length;
      return kernels.sumOfReaches(size, address(lower, size), address(upper, size), address(anchor, size));
    },
    movingUncertainties({ lower, upper, anchor }, biasGamma, uncertainty) {
      const size = uncertainty.length;
      // prettier-ignore
      kernels.movingUncertainties(size, address(lower, size), address(upper, size), address(anchor, size), biasGamma, address(uncertainty, size));
    },
    sumOfConstants(bias, uncertainty) {
      const size = uncertainty.length;
      return kernels.sumOfConstants(precisionOf(bias, uncertainty).single, size, address(bias, size), address(uncertainty, size));
    },
    addConstants({ lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty }, constants) {
      const size = constants.bias.length;
      // prettier-ignore
      kernels.addConstants(
        size, address(constants.bias, size), address(constants.uncertainty, size), address(lowerSlope, size), address(lowerIntercept, size),
        address(upperSlope, size), address(upperIntercept, size), address(uncertainty, size),
      );
    },
  };
}
