import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readData } from '../../src/data/read.js';
import { tensorFile, type TensorType } from '../support/onnx-writer.js';
import { codeOf, tempFiles } from './files.js';

const file = tempFiles();

function items(path: string, inputShape: readonly number[]): number[][] {
  const data = readData(path, { inputShape });
  return Array.from({ length: data.count }, (_, index) => [...data.item(index)]);
}

describe('an ONNX TensorProto', () => {
  it.each<[TensorType, number[]]>([
    ['float', [0.5, -2, 3, 4]],
    ['double', [0.1, -0.2, 1e300, 4]],
    ['uint8', [0, 1, 128, 255]],
    ['int64', [-3, 0, 2 ** 53 - 1, 7]],
    ['bool', [0, 1, 1, 0]],
  ])('of %s is a batch of items, taken as they are', (type, data) => {
    expect(items(file('batch.pb', tensorFile({ dims: [2, 2], data, type })), [1, 2])).toEqual([data.slice(0, 2), data.slice(2)]);
  });

  it('may hold its elements one by one, and be gzipped', () => {
    const bytes = tensorFile({ dims: [1, 3], data: [1, 2, 3], storage: 'unpacked' });
    expect(items(file('one.pb.gz', gzipSync(bytes)), [1, 3])).toEqual([[1, 2, 3]]);
  });

  it('that is not one is refused, with a code for the reason', () => {
    const whole = tensorFile({ dims: [1, 3], data: [1, 2, 3] });
    const external = tensorFile({ dims: [1, 3], data: [], external: { location: 'elsewhere' } });
    const cases: Readonly<Record<string, Uint8Array>> = {
      'cut.pb': whole.subarray(0, whole.length - 3),
      'other.pb': Buffer.from('not a message at all'),
      'empty-message.pb': Buffer.from([0x7a, 0]),
      'short.pb': tensorFile({ dims: [1, 3], data: [1, 2] }),
      'external.pb': external,
      'string.pb': Buffer.from([0x08, 1, 0x10, 8]),
      'long.pb': tensorFile({ dims: [1], data: [2 ** 60], type: 'int64' }),
      'infinite.pb': tensorFile({ dims: [1], data: [Infinity] }),
    };
    const codes = Object.entries(cases).map(([name, bytes]) => [name, codeOf(() => items(file(name, bytes), [1, name.startsWith('l') || name.startsWith('inf') ? 1 : 3]))]); // prettier-ignore
    expect(Object.fromEntries(codes)).toEqual({
      'cut.pb': 'DATA_CORRUPT',
      'other.pb': 'DATA_CORRUPT',
      'empty-message.pb': 'DATA_CORRUPT',
      'short.pb': 'DATA_CORRUPT',
      'external.pb': 'DATA_CORRUPT',
      'string.pb': 'DATA_TYPE',
      'long.pb': 'DATA_PRECISION',
      'infinite.pb': 'DATA_NOT_FINITE',
    });
  });
});
