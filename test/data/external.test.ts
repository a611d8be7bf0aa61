import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalReader } from '../../src/data/external.js';
import { ModelError } from '../../src/errors.js';

let root = '';
let model = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'external-'));
  const folder = join(root, 'model');
  mkdirSync(join(folder, 'parts'), { recursive: true });
  model = join(folder, 'model.onnx');
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => i);
  writeFileSync(join(folder, 'weights.bin'), bytes);
  writeFileSync(join(folder, 'parts', 'more.bin'), bytes);
  writeFileSync(join(root, 'secret.bin'), bytes);
  symlinkSync(join(root, 'secret.bin'), join(folder, 'link.bin'));
  symlinkSync(root, join(folder, 'up'));
  symlinkSync(join(folder, 'weights.bin'), join(folder, 'inside.bin'));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function messageOf(location: string, offset = 0, length: number | null = 4): string {
  try {
    externalReader(model)(location, offset, length);
  } catch (error) {
    if (error instanceof ModelError && error.code === 'EXTERNAL_DATA') return error.message;
    throw error;
  }
  return 'read';
}

describe('external data', () => {
  it('is read at its offset', () => {
    expect([...externalReader(model)('weights.bin', 8, 4)]).toEqual([8, 9, 10, 11]);
  });

  it('without a length goes to the end of the file', () => {
    expect([...externalReader(model)('parts/more.bin', 30, null)]).toEqual([30, 31]);
  });

  it('may be a link that stays in the folder', () => {
    expect(messageOf('inside.bin')).toBe('read');
  });

  it.each(['../secret.bin', 'parts/../../secret.bin', '..\\secret.bin', '/etc/hostname', 'C:\\secret.bin', '', '.'])(
    'outside the folder is refused: %j',
    (location) => {
      expect(messageOf(location)).toMatch(/is not inside the folder|leads out of the folder/);
    },
  );

  it.each(['link.bin', 'up/secret.bin'])('behind a link that leads out is refused: %s', (location) => {
    expect(messageOf(location)).toContain('leads out of the folder of the model');
  });

  it.each([
    ['missing.bin', 0, 4, 'cannot be found'],
    ['weights.bin', 30, 4, 'has 32 bytes, too few for offset 30 and length 4'],
    ['weights.bin', 40, null, 'has 32 bytes, too few for offset 40'],
    ['parts', 0, 4, ''],
  ])('%s at %i of length %s is an error', (location, offset, length, problem) => {
    expect(messageOf(location, offset, length)).toContain(problem);
  });
});
