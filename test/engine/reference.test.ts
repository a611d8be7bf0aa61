import { describe, expect, it } from 'vitest';
import type { ConvShape, ConvStep } from '../../src/engine/engine.js';
import { Random, reference, worstDifference } from './support.js';

/** Visits every (output element, input element, weight) that the definition of a convolution names, flat indices. */
function bruteForce(shape: ConvShape, step: ConvStep, rows: number, visit: (output: number, input: number, weight: number) => void): void {
  const [perIn, perOut] = [shape.inChannels / shape.groups, shape.outChannels / shape.groups];
  for (let row = 0; row < rows; row++)
    for (let oy = 0; oy < step.outHeight; oy++)
      for (let ox = 0; ox < step.outWidth; ox++)
        for (let co = 0; co < shape.outChannels; co++)
          for (let ky = 0; ky < shape.kernelHeight; ky++)
            for (let kx = 0; kx < shape.kernelWidth; kx++)
              for (let ci = 0; ci < perIn; ci++) {
                const iy = oy * shape.strideY + ky * shape.dilationY - step.offsetY;
                const ix = ox * shape.strideX + kx * shape.dilationX - step.offsetX;
                if (iy < 0 || ix < 0 || iy >= step.inHeight || ix >= step.inWidth) continue;
                const channel = Math.floor(co / perOut) * perIn + ci;
                visit(
                  ((row * step.outHeight + oy) * step.outWidth + ox) * shape.outChannels + co,
                  ((row * step.inHeight + iy) * step.inWidth + ix) * shape.inChannels + channel,
                  ((co * shape.kernelHeight + ky) * shape.kernelWidth + kx) * perIn + ci,
                );
              }
}

function add(target: Float64Array, at: number, source: Float64Array, from: number, weight: number): void {
  target[at] = (target[at] ?? NaN) + (source[from] ?? NaN) * weight;
}

const CASES: readonly (readonly [string, ConvShape, ConvStep])[] = [
  [
    'padded, stride 1',
    { inChannels: 3, outChannels: 2, groups: 1, kernelHeight: 3, kernelWidth: 3, strideY: 1, strideX: 1, dilationY: 1, dilationX: 1 },
    { outHeight: 4, outWidth: 5, inHeight: 4, inWidth: 5, offsetY: 1, offsetX: 1 },
  ],
  [
    'two groups, stride 2, dilation 2, clipped',
    { inChannels: 4, outChannels: 6, groups: 2, kernelHeight: 2, kernelWidth: 3, strideY: 2, strideX: 1, dilationY: 1, dilationX: 2 },
    { outHeight: 3, outWidth: 4, inHeight: 4, inWidth: 6, offsetY: -1, offsetX: 2 },
  ],
  [
    'window of one output far inside',
    { inChannels: 1, outChannels: 3, groups: 1, kernelHeight: 4, kernelWidth: 4, strideY: 2, strideX: 2, dilationY: 1, dilationX: 1 },
    { outHeight: 1, outWidth: 1, inHeight: 4, inWidth: 4, offsetY: 0, offsetX: 0 },
  ],
];

describe('reference engine against the definition', () => {
  const rows = 2;

  it.each(CASES)('convBackward: %s', (_, shape, step) => {
    const random = new Random(7);
    const output = random.values(rows * step.outHeight * step.outWidth * shape.outChannels);
    const filters = random.values((shape.outChannels * shape.kernelHeight * shape.kernelWidth * shape.inChannels) / shape.groups);
    const expected = new Float64Array(rows * step.inHeight * step.inWidth * shape.inChannels);
    bruteForce(shape, step, rows, (o, i, w) => add(expected, i, output, o, filters[w] ?? NaN));
    const actual = reference.take(expected.length);
    reference.convBackward(reference.packConv(shape, filters), step, rows, output, actual);
    expect(worstDifference(actual, expected)).toBeLessThan(1e-14);
  });

  it.each(CASES)('convForward with absolute filters: %s', (_, shape, step) => {
    const random = new Random(8);
    const input = random.values(rows * step.inHeight * step.inWidth * shape.inChannels);
    const filters = random.values((shape.outChannels * shape.kernelHeight * shape.kernelWidth * shape.inChannels) / shape.groups);
    const expected = new Float64Array(rows * step.outHeight * step.outWidth * shape.outChannels);
    bruteForce(shape, step, rows, (o, i, w) => add(expected, o, input, i, Math.abs(filters[w] ?? NaN)));
    const actual = reference.take(expected.length);
    reference.convForward(reference.packConv(shape, filters), step, rows, true, input, actual);
    expect(worstDifference(actual, expected)).toBeLessThan(1e-14);
  });

  it('relax chooses by sign, adds up and scales', () => {
    const place = { rows: 1, height: 1, run: 3, stride: 3, offsets: Int32Array.of(1) };
    const a = Float64Array.of(2, -3, 0);
    const [bias, error] = [Float64Array.of(10), Float64Array.of(0.5)];
    const map = (...values: number[]): Float64Array => Float64Array.of(NaN, ...values);
    reference.relax(place, a, map(0.5, 0, 7), map(1, 2, 3), map(4, 0.25, 9), map(5, 6, 7), map(0.1, 0.2, 0.3), bias, error);
    expect([...a, ...bias, (error[0] ?? NaN).toFixed(12)]).toEqual([1, -0.75, 0, 10 + 2 - 18, (0.5 + 0.2 + 0.6).toFixed(12)]);
  });

  it('poolBackward takes the weight of each tap at each output', () => {
    const shape = { channels: 1, kernelHeight: 1, kernelWidth: 2, strideY: 1, strideX: 2, dilationY: 1, dilationX: 1 };
    const step = { outHeight: 1, outWidth: 2, inHeight: 1, inWidth: 4, offsetY: 0, offsetX: 0 };
    const place = { rows: 1, height: 1, run: 2, stride: 3, offsets: Int32Array.of(1) };
    const input = new Float64Array(4);
    const lower = Float64Array.of(NaN, 2, 3, NaN, 4, 5);
    const upper = Float64Array.of(NaN, 20, 30, NaN, 40, 50);
    reference.poolBackward(shape, step, place, 3, Float64Array.of(1, -1), lower, upper, input);
    expect([...input]).toEqual([2, 4, -30, -50]);
  });

  it('sparseBackward is the transposed matrix', () => {
    const sparse = { starts: Int32Array.of(0, 1, 3), indices: Int32Array.of(2, 0, 2), weights: Float64Array.of(5, 7, 11) };
    const place = { rows: 1, height: 1, run: 2, stride: 2, offsets: Int32Array.of(0) };
    const input = new Float64Array(3);
    reference.sparseBackward(sparse, place, Float64Array.of(1, 10), 3, input);
    expect([...input]).toEqual([70, 0, 115]);
  });

  it('dualNorm adds squares and keeps maxima', () => {
    const place = { rows: 1, height: 2, run: 1, stride: 2, offsets: Int32Array.of(0) };
    const weight = Float64Array.of(2, NaN, 3);
    const [squares, most] = [Float64Array.of(1), Float64Array.of(1)];
    reference.dualNorm(place, Float64Array.of(1, -2), weight, 'l2', squares);
    reference.dualNorm(place, Float64Array.of(1, -2), weight, 'max', most);
    expect([squares[0], most[0]]).toEqual([41, 6]);
  });
});
