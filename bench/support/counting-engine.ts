import type { ConvStep, ConvWeights, Engine } from '../../src/engine/engine.js';

/** An engine that counts the multiply-adds of backward convolutions and dense layers, and the rows that go through them. */
export interface CountingEngine {
  readonly engine: Engine;
  /** Multiply-adds since the last call. */
  readonly take: () => number;
  /** Counts no more from now on. */
  readonly stop: () => void;
}

/** A copy of an engine. Taps that reach beyond a window or the map count nothing: they are not computed. */
export function countingEngine(inner: Engine): CountingEngine {
  let count = 0;
  const engine: Engine = { ...inner };
  // Assigned and taken away again: to ask in every call whether to count takes some hundredths of the time of small networks.
  engine.convBackward = (weights, step, rows, output, input) => {
    count += rows * multiplyAdds(weights, step);
    inner.convBackward(weights, step, rows, output, input);
  };
  return {
    engine,
    take() {
      const taken = count;
      count = 0;
      return taken;
    },
    stop() {
      Object.assign(engine, inner);
    },
  };
}

/** Multiply-adds of one row. */
function multiplyAdds({ shape }: ConvWeights, step: ConvStep): number {
  const y = pairs(step.outHeight, step.inHeight, shape.kernelHeight, shape.strideY, shape.dilationY, step.offsetY);
  const x = pairs(step.outWidth, step.inWidth, shape.kernelWidth, shape.strideX, shape.dilationX, step.offsetX);
  return (y * x * shape.inChannels * shape.outChannels) / shape.groups;
}

/** Pairs of positions that a tap joins, along one axis. */
function pairs(out: number, size: number, kernel: number, stride: number, dilation: number, offset: number): number {
  let count = 0;
  for (let o = 0; o < out; o++) {
    for (let tap = 0; tap < kernel; tap++) {
      const position = o * stride + tap * dilation - offset;
      if (position >= 0 && position < size) count++;
    }
  }
  return count;
}
