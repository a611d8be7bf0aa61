import { describe, expect, it } from 'vitest';
import { cli } from './support.js';

const argv = (...more: string[]): string[] => [
  ...['certify', 'models/fmnist_relu_robust.onnx', '--data', 'models/sample-images-idx3-ubyte.gz'],
  ...['--limit', '1', '--eps', '0.01', ...more],
];

describe('--max-memory', () => {
  it.each(['0M', '-1G', '500', '2T', 'much', '1e400G', '.M'])('refuses %s', async (size) => {
    const { exitCode, stderr, stdout } = await cli(argv(`--max-memory=${size}`));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(`error OPTION_VALUE: --max-memory is '${size}'\nhint: Give a size in MiB or GiB such as 500M or 2G.\n`);
  });

  it('does not start where one thread does not fit', async () => {
    const { exitCode, stderr, stdout } = await cli(argv('--max-memory', '64M'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error MEMORY_LIMIT: one thread needs about 1\d\d MiB, and --max-memory allows 64 MiB\nhint: Allow 1\d\d MiB/);
  });

  it('is reported, and what fits is certified as without it', async () => {
    const [free, limited] = await Promise.all([cli(argv('--json')), cli(argv('--json', '--max-memory', '0.5G'))]);
    const read = ({ stdout }: { stdout: string }) =>
      JSON.parse(stdout) as { settings: { maxMemory?: number }; inputs: { margins: unknown; verdict: string }[] };
    expect([read(free), read(limited)].map(({ settings }) => settings.maxMemory)).toEqual([undefined, 2 ** 29]);
    expect(read(limited).inputs[0]?.margins).toEqual(read(free).inputs[0]?.margins);
    expect(read(limited).inputs[0]?.verdict).toBe('certified');
  });

  it('uses fewer threads to fit, and says so', async () => {
    const { stderr, stdout } = await cli([...argv('--max-memory', '125M', '--threads', '9'), '--limit', '3']);
    expect(stderr).toContain('note: 1 of 3 threads are used, to stay below --max-memory');
    expect(stdout).toContain('3/3');
  });
});
