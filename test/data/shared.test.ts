import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/data/dataset.js';
import { fitter } from '../../src/data/fit.js';
import { readData } from '../../src/data/read.js';
import { sharedPath } from '../support/shared.js';

const MNIST = [1, 1, 28, 28];
const CIFAR = [1, 3, 32, 32];

function image(name: string): string {
  return sharedPath('data', 'images', name) ?? '';
}

/** Largest difference between the first `count` items of two data sets, as the model gets them. */
function distance(count: number, inputShape: readonly number[], a: Dataset, b: Dataset): number {
  const [fitA, fitB] = [a, b].map((data) => fitter(data.itemShape, inputShape, data.layout));
  const worst = Array.from({ length: count }, (_, index) => {
    const other = fitB?.(b.item(index));
    return Math.max(...(fitA?.(a.item(index)) ?? []).map((value, k) => Math.abs(value - (other?.[k] ?? NaN))));
  });
  return Math.max(...worst);
}

describe.skipIf(sharedPath('data', 'images') === null)('real data sets (skipped where ../shared is absent)', () => {
  it('reads the same MNIST digits and labels from IDX and from CSV', () => {
    const labels = image('mnist-t10k-first2000-labels-idx1-ubyte');
    const fromIdx = readData(image('mnist-t10k-first2000-images-idx3-ubyte'), { inputShape: MNIST, labels });
    const fromCsv = readData(image('eran_mnist_test.csv'), { inputShape: MNIST, scale: 1 / 255 });
    expect([fromIdx.count, fromCsv.count, fromIdx.labels?.subarray(0, 100).join()]).toEqual([2000, 100, fromCsv.labels?.join()]);
    expect(distance(100, MNIST, fromIdx, fromCsv)).toBeLessThan(1e-15);
  });

  it('reads the same CIFAR-10 image from a flat CSV and from its own planes', () => {
    const options = { inputShape: CIFAR, layout: 'nhwc' as const };
    const data = readData(image('eran_cifar10_test.csv'), options);
    const fit = fitter(data.itemShape, CIFAR, data.layout);
    const interleaved = data.item(0);
    const planes = fit(interleaved);
    expect([data.labels?.[0], planes[0], planes[1], planes[1024], planes[2048], planes[3071]]).toEqual([
      3,
      158,
      159,
      112,
      49,
      interleaved[3071],
    ]);
  });

  it('moves the channels of an NHWC .npy by itself', () => {
    const path = image('abcrown_cifar10_sdp_X.npy');
    const data = readData(path, { inputShape: CIFAR, labels: image('abcrown_cifar10_sdp_y.npy') });
    const item = data.item(199);
    const planes = fitter(data.itemShape, CIFAR, data.layout)(item);
    expect([data.count, data.labels?.length, planes[1024], planes[1]]).toEqual([200, 200, item[1], item[3]]);
  });

  it('reads labels from the last column of the 8x8 digits', () => {
    const data = readData(image('sklearn_digits_8x8.csv'), { inputShape: [1, 1, 8, 8], labelColumn: 'last' });
    expect([data.count, data.labels?.subarray(0, 10).join(), Math.max(...data.item(0))]).toEqual([1797, '0,1,2,3,4,5,6,7,8,9', 15]);
  });

  it('reads grey JPEGs of digits that other tools wrote', () => {
    const path = sharedPath('data', 'wild', 'wonnx', '7.jpg') ?? '';
    const item = readData(path, { inputShape: MNIST }).item(0);
    const ink = item.filter((value) => value > 0.5).length;
    expect(ink > 30 && ink < 754).toBe(true);
  });
});

describe('the sample in models/', () => {
  it('has 200 images with labels of ten classes', () => {
    const folder = fileURLToPath(new URL('../../models/', import.meta.url));
    const data = readData(`${folder}sample-images-idx3-ubyte.gz`, { inputShape: MNIST, labels: `${folder}sample-labels-idx1-ubyte.gz` });
    expect([data.count, new Set(data.labels).size, Math.max(...data.item(0)) <= 1]).toEqual([200, 10, true]);
    expect(readFileSync(`${folder}sample-images-idx3-ubyte.gz`).length).toBeLessThan(200_000);
  });
});
