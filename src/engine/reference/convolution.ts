import ops from 'ndarray-ops';
import type { ConvShape, ConvStep } from '../engine.js';
import { view, type View } from './views.js';

/** The part of one axis on which a tap meets both windows: `count` positions from `out` (step 1) and from `in` (step = stride). */
interface Overlap {
  readonly count: number;
  readonly out: number;
  readonly in: number;
}

/** Solves `in + offset = out * stride + shift` for all positions inside both windows. */
export function overlap(outSize: number, inSize: number, stride: number, shift: number, offset: number): Overlap {
  const inside = [...Array(outSize).keys()].filter((out) => {
    const position = out * stride + shift - offset;
    return position >= 0 && position < inSize;
  });
  const out = inside[0] ?? 0;
  return { count: inside.length, out, in: out * stride + shift - offset };
}

/** Calls `visit` with the matching views `[row][y][x]` of output and input for each weight that acts between them. */
function forEachWeight(
  shape: ConvShape,
  step: ConvStep,
  rows: number,
  arrays: { output: Float64Array; input: Float64Array; filters: Float64Array },
  visit: (output: View, input: View, weight: number) => void,
): void {
  const output = view(arrays.output, rows, step.outHeight, step.outWidth, shape.outChannels);
  const input = view(arrays.input, rows, step.inHeight, step.inWidth, shape.inChannels);
  const perGroup = shape.inChannels / shape.groups;
  const filters = view(arrays.filters, shape.outChannels, shape.kernelHeight, shape.kernelWidth, perGroup);
  for (let ky = 0; ky < shape.kernelHeight; ky++) {
    const y = overlap(step.outHeight, step.inHeight, shape.strideY, ky * shape.dilationY, step.offsetY);
    for (let kx = 0; kx < shape.kernelWidth; kx++) {
      const x = overlap(step.outWidth, step.inWidth, shape.strideX, kx * shape.dilationX, step.offsetX);
      if (y.count === 0 || x.count === 0) continue;
      const outPart = output.lo(0, y.out, x.out).hi(rows, y.count, x.count);
      const spanY = (y.count - 1) * shape.strideY + 1;
      const spanX = (x.count - 1) * shape.strideX + 1;
      const inPart = input.lo(0, y.in, x.in).hi(rows, spanY, spanX).step(1, shape.strideY, shape.strideX);
      for (let co = 0; co < shape.outChannels; co++) {
        const group = Math.floor(co / (shape.outChannels / shape.groups));
        for (let ci = 0; ci < perGroup; ci++) {
          const weight = filters.get(co, ky, kx, ci);
          visit(outPart.pick(null, null, null, co), inPart.pick(null, null, null, group * perGroup + ci), weight);
        }
      }
    }
  }
}

function addScaled(target: View, source: View, factor: number): void {
  const product = view(new Float64Array(source.size), ...source.shape);
  ops.muls(product, source, factor);
  ops.addeq(target, product);
}

/** `Engine.convBackward`. */
export function convBackward(
  shape: ConvShape,
  filters: Float64Array,
  step: ConvStep,
  rows: number,
  output: Float64Array,
  input: Float64Array,
): void {
  input.fill(0, 0, rows * step.inHeight * step.inWidth * shape.inChannels);
  forEachWeight(shape, step, rows, { output, input, filters }, (out, into, weight) => addScaled(into, out, weight));
}

/** `Engine.convForward`. */
export function convForward(
  shape: ConvShape,
  filters: Float64Array,
  step: ConvStep,
  rows: number,
  absolute: boolean,
  input: Float64Array,
  output: Float64Array,
): void {
  output.fill(0, 0, rows * step.outHeight * step.outWidth * shape.outChannels);
  forEachWeight(shape, step, rows, { output, input, filters }, (out, from, weight) =>
    addScaled(out, from, absolute ? Math.abs(weight) : weight),
  );
}

/** `Engine.convSeed`: the unit rows are written out and sent through `convBackward`. */
export function convSeed(
  shape: ConvShape,
  filters: Float64Array,
  step: ConvStep,
  rows: number,
  elements: Int32Array,
  values: Float64Array,
  input: Float64Array,
): void {
  const size = step.outHeight * step.outWidth * shape.outChannels;
  const output = view(new Float64Array(rows * size), rows, size);
  for (let row = 0; row < rows; row++) output.set(row, elements[row]!, values[row]!);
  convBackward(shape, filters, step, rows, output.data, input);
}
