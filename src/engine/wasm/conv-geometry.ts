import type { ConvStep, ConvWeights, PoolShape } from '../engine.js';
import type { Axis } from './taps.js';

/** The two axes of a sliding window. */
export interface Axes {
  readonly y: Axis;
  readonly x: Axis;
}

/** Both axes of a step of a convolution or a pooling window. */
export function axesOf(shape: Omit<PoolShape, 'channels'>, step: ConvStep): Axes {
  return {
    y: {
      kernel: shape.kernelHeight,
      stride: shape.strideY,
      dilation: shape.dilationY,
      outSize: step.outHeight,
      inSize: step.inHeight,
      offset: step.offsetY,
    },
    x: {
      kernel: shape.kernelWidth,
      stride: shape.strideX,
      dilation: shape.dilationX,
      outSize: step.outWidth,
      inSize: step.inWidth,
      offset: step.offsetX,
    },
  };
}

/** Elements of one row's output and input window. */
export function sizes({ shape }: ConvWeights, step: ConvStep): { output: number; input: number } {
  return {
    output: step.outHeight * step.outWidth * shape.outChannels,
    input: step.inHeight * step.inWidth * shape.inChannels,
  };
}
