import type { LinesTarget } from '../engine.js';
import { lineUncertainty, reluLine, type LinePair, type ReluChoice } from '../relu.js';

/** Values of max(x, 0) for each interval. */
export function reluRange(lower: Float64Array, upper: Float64Array, least: Float64Array, most: Float64Array): void {
  lower.forEach((value, k) => (least[k] = value > 0 ? value : 0));
  upper.forEach((value, k) => (most[k] = value > 0 ? value : 0));
}

/** Lines of max(x, 0) for each interval, and their uncertainty. */
export function reluLines(lower: Float64Array, upper: Float64Array, choice: ReluChoice, biasGamma: number, out: LinesTarget): void {
  const line: LinePair = { lowerSlope: 0, lowerIntercept: 0, upperSlope: 0, upperIntercept: 0 };
  lower.forEach((low, k) => {
    const high = upper[k] ?? NaN;
    reluLine(low, high, choice, line);
    out.lowerSlope[k] = line.lowerSlope;
    out.lowerIntercept[k] = line.lowerIntercept;
    out.upperSlope[k] = line.upperSlope;
    out.upperIntercept[k] = line.upperIntercept;
    out.uncertainty[k] = lineUncertainty(line.lowerSlope, line.lowerIntercept, line.upperSlope, line.upperIntercept, low, high, biasGamma);
  });
}

/** What backward steps through lines are uncertain by. */
export function lineUncertainties(lower: Float64Array, upper: Float64Array, biasGamma: number, lines: LinesTarget): void {
  const { lowerSlope, lowerIntercept, upperSlope, upperIntercept, uncertainty } = lines;
  lower.forEach((low, k) => {
    uncertainty[k] = lineUncertainty(lowerSlope[k]!, lowerIntercept[k]!, upperSlope[k]!, upperIntercept[k]!, low, upper[k]!, biasGamma);
  });
}
