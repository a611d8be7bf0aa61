import ndarray from 'ndarray';
import type { ConvStep, Placement, PoolShape } from '../engine.js';
import { overlap } from './convolution.js';
import { view, type View } from './views.js';

/** `Engine.poolBackward`. */
export function poolBackward(
  shape: PoolShape,
  step: ConvStep,
  place: Placement,
  mapSize: number,
  output: Float64Array,
  lowerWeights: Float64Array,
  upperWeights: Float64Array,
  input: Float64Array,
): void {
  const { channels } = shape;
  const coefficients = view(output, place.rows, step.outHeight, step.outWidth, channels);
  const target = view(input, place.rows, step.inHeight, step.inWidth, channels);
  input.fill(0, 0, target.size);
  for (let row = 0; row < place.rows; row++) {
    for (let tap = 0; tap < shape.kernelHeight * shape.kernelWidth; tap++) {
      const start = tap * mapSize + place.offsets[row]!;
      const size = [step.outHeight, step.outWidth, channels];
      const strides = [place.stride, channels, 1];
      const lower = ndarray(lowerWeights, size, strides, start);
      const upper = ndarray(upperWeights, size, strides, start);
      spreadTap(shape, step, tap, coefficients.pick(row), lower, upper, target.pick(row));
    }
  }
}

function spreadTap(shape: PoolShape, step: ConvStep, tap: number, output: View, lower: View, upper: View, input: View): void {
  const shiftY = Math.floor(tap / shape.kernelWidth) * shape.dilationY;
  const shiftX = (tap % shape.kernelWidth) * shape.dilationX;
  const y = overlap(step.outHeight, step.inHeight, shape.strideY, shiftY, step.offsetY);
  const x = overlap(step.outWidth, step.inWidth, shape.strideX, shiftX, step.offsetX);
  for (let j = 0; j < y.count; j++) {
    for (let i = 0; i < x.count; i++) {
      for (let c = 0; c < shape.channels; c++) {
        const a = output.get(y.out + j, x.out + i, c);
        const weight = (a >= 0 ? lower : upper).get(y.out + j, x.out + i, c);
        const place = [y.in + j * shape.strideY, x.in + i * shape.strideX, c];
        input.set(...place, input.get(...place) + a * weight);
      }
    }
  }
}
