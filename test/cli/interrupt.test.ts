import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { tempFiles } from '../data/files.js';
import { cli, linearModel, steady } from './support.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
const data = file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');
const argv = ['certify', model, '--data', data, '--no-attack', '--eps', '0.1'];
/** Once the first two inputs are shown. */
const atTheSecondRow = (text: string, signal: () => void): void => {
  if (/^ +1 /.test(text)) signal();
};

describe('Ctrl-C', () => {
  it('prints what is done, says that the rest is left out, and exits with 130', async () => {
    const { exitCode, stdout, stderr } = await cli(argv, { onOutput: atTheSecondRow });
    expect(exitCode).toBe(130);
    expect(stderr).toBe('interrupted: 2 of 4 inputs are done, the others are left out\n');
    expect(steady(stdout.slice(stdout.indexOf('input  label')))).toMatchInlineSnapshot(`
      "input  label  pred    margin  verdict       worst  limit     time
          0      0     0      0.75  certified    0.5499      1  #.### s
          1      1     1       1.5  certified     1.299      0  #.### s

      clean accuracy      2/2  100.0 %
      certified accuracy  2/2  100.0 %  at linf 0.1
      time                #.### s  #.### s CPU on 1 thread  ## MB
      "
    `);
  });

  it('ends a run on one thread in the middle of an input, pressed once', async () => {
    const images = ['--data', 'models/sample-images-idx3-ubyte.gz', '--labels', 'models/sample-labels-idx1-ubyte.gz'];
    const child = spawn(process.execPath, ['bin/cnn-cert.js', 'certify', 'models/fmnist_lenet.onnx', ...images, '--threads', '1']);
    const output = { stdout: '', stderr: '' };
    child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()));
    child.stdout.on('data', (text: Buffer) => {
      // 200 inputs of a second or so each: the signal comes in the middle of one.
      if (output.stdout === '') setTimeout(() => child.kill('SIGINT'), 1300);
      output.stdout += text.toString();
    });
    const exitCode = await new Promise((resolve) => child.on('close', resolve));
    expect(exitCode).toBe(130);
    expect(output.stderr).toMatch(/interrupted: \d+ of 200 inputs are done, the others are left out\n$/);
  });
});
