import type { ConvNode, DenseNode } from '../graph/graph.js';

/** The weights and biases of a layer, seen as random numbers. */
export interface LayerStatistics {
  /** Terms of a sum, without its bias: of a convolution kernel height times width times input channels of a group. */
  readonly fanIn: number;
  readonly weightMean: number;
  /** About their mean. */
  readonly weightVariance: number;
  readonly biasMean: number;
  readonly biasVariance: number;
  /** sqrt(fan-in times the variance of the weights). */
  readonly sigmaW: number;
  /** Square root of the variance of the biases. */
  readonly sigmaB: number;
}

/** Means and (population) variances of the weights and biases of a layer as it is in the graph, that is with a batch normalisation after it folded in. */
export function layerStatistics({ weights, bias, shape }: ConvNode | DenseNode): LayerStatistics {
  const fanIn = weights.length / shape.channels;
  const [weightMean, weightVariance] = momentsOf(weights);
  const [biasMean, biasVariance] = bias === null ? [0, 0] : momentsOf(bias);
  const [sigmaW, sigmaB] = [Math.sqrt(fanIn * weightVariance), Math.sqrt(biasVariance)];
  return { fanIn, weightMean, weightVariance, biasMean, biasVariance, sigmaW, sigmaB };
}

function momentsOf(values: Float64Array): [mean: number, variance: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length];
}
