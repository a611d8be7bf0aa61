import type { MapShape, MaxPoolNode } from '../graph.js';

/** The windows of a pooling node as lists: output element k has the entries [starts[k], starts[k + 1]), padding left out. */
export interface PoolWindows {
  readonly starts: Int32Array;
  /** Element of the input map. */
  readonly elements: Int32Array;
  /** Number of the tap in the kernel. */
  readonly taps: Int32Array;
}

/** Lists the windows of a node over an input map. */
export function poolWindows(node: MaxPoolNode, input: MapShape): PoolWindows {
  const { height, width, channels } = node.shape;
  const starts: number[] = [0];
  const elements: number[] = [];
  const taps: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const positions = positionsOf(node, input, y, x);
      for (let c = 0; c < channels; c++) {
        for (const { tap, position } of positions) {
          taps.push(tap);
          elements.push(position * channels + c);
        }
        starts.push(elements.length);
      }
    }
  }
  return { starts: Int32Array.from(starts), elements: Int32Array.from(elements), taps: Int32Array.from(taps) };
}

function positionsOf(node: MaxPoolNode, input: MapShape, y: number, x: number): { tap: number; position: number }[] {
  const found: { tap: number; position: number }[] = [];
  for (let ky = 0; ky < node.kernelHeight; ky++) {
    const iy = y * node.strideY - node.padTop + ky * node.dilationY;
    for (let kx = 0; kx < node.kernelWidth; kx++) {
      const ix = x * node.strideX - node.padLeft + kx * node.dilationX;
      if (iy < 0 || iy >= input.height || ix < 0 || ix >= input.width) continue;
      found.push({ tap: ky * node.kernelWidth + kx, position: iy * input.width + ix });
    }
  }
  return found;
}
