import { describe, expect, it } from 'vitest';
import { tempFiles } from '../data/files.js';
import { model, tensor } from '../support/onnx-writer.js';
import { cli, linearModel, steady } from './support.js';

const file = tempFiles();
const linear = file('linear.onnx', linearModel());
const data = file('data.csv', '0,1,0.25\n');

const unknownOps = model({
  inputs: [{ name: 'x', shape: [1, 2] }],
  outputs: ['y'],
  nodes: [
    { op: 'Multinomial', name: 'first', inputs: ['x'], outputs: ['a'] },
    { op: 'Det', name: 'second', inputs: ['a'], outputs: ['y'] },
  ],
});

const external = model({
  inputs: [{ name: 'x', shape: [1, 2] }],
  outputs: ['y'],
  initializers: { w: { ...tensor([2, 2], [1, 0, 0, 1]), external: { location: 'weights.bin', offset: 0, length: 16 } } },
  nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
});

async function fault(...argv: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(argv);
  return `${stdout}${steady(stderr)}exit ${exitCode}`;
}

describe('a model', () => {
  it('that does not exist', async () => {
    expect(await fault('certify', 'nowhere.onnx', '--data', data)).toMatchInlineSnapshot(`
      "error MODEL_NOT_FOUND: there is no file nowhere.onnx
      hint: Give the path of an .onnx file.
      exit 3"
    `);
  });

  it('that is cut short', async () => {
    const cut = file('cut.onnx', linearModel().subarray(0, 60));
    expect(await fault('certify', cut, '--data', data)).toMatchInlineSnapshot(`
      "error MODEL_PARSE: cut.onnx: The 60 bytes are not a complete ONNX model: a field of 124 bytes at byte 4 runs past the end of the file.
      hint: Check that the file is a complete ONNX model (not a pointer of Git LFS or a partial download).
      exit 3"
    `);
  });

  it('with unknown operators: all in one message', async () => {
    expect(await fault('inspect', file('ops.onnx', unknownOps))).toMatchInlineSnapshot(`
      "error UNSUPPORTED_OPERATOR: ops.onnx: 2 nodes of the model are not supported:
        Multinomial 'first' (opset 17): the operator is not supported
        Det 'second' (opset 17): the operator is not supported
      hint: Export the model with operators that cnn-cert ops lists.
      exit 3"
    `);
  });

  it('without its external data', async () => {
    expect(await fault('certify', file('external.onnx', external), '--data', data)).toMatchInlineSnapshot(`
      "error EXTERNAL_DATA: external.onnx: The external data file 'weights.bin' cannot be found.
      hint: Put the data file next to the model, under the name that the model gives.
      exit 3"
    `);
  });
});

describe('data', () => {
  it('that do not exist', async () => {
    expect(await fault('certify', linear, '--data', 'nowhere.npy')).toMatchInlineSnapshot(`
      "error DATA_NOT_FOUND: there is no file nowhere.npy
      hint: Check the path.
      exit 3"
    `);
  });

  it('of the wrong shape', async () => {
    expect(await fault('certify', linear, '--data', file('wide.csv', '0,1,2,3,4\n'))).toMatchInlineSnapshot(`
      "error DATA_COLUMNS: wide.csv has 5 columns, but the model takes [1, 2]
      hint: A line needs 2 values, or 3 with its label.
      exit 3"
    `);
  });

  it('with NaN in the only input', async () => {
    const { exitCode, stderr } = await cli(['certify', linear, '--data', file('nan.csv', '0,1,nan\n')]);
    expect(`${steady(stderr)}exit ${exitCode}`).toMatchInlineSnapshot(`
      "error DATA_NOT_FINITE: input 0: nan.csv, item 0: element 1 (at [1]) is NaN
      hint: Inputs must be finite numbers; repair or drop this item.
      exit 3"
    `);
  });

  it('with labels that are no classes', async () => {
    expect(await fault('certify', linear, '--data', file('label.csv', '3,1,0.25\n'))).toMatchInlineSnapshot(`
      "error LABEL_RANGE: item 0 has label 3, but the model has 3 classes
      hint: Labels run from 0 to 2.
      exit 3"
    `);
  });

  it('without labels, for a clean accuracy', async () => {
    expect(await fault('certify', linear, '--data', file('bare.csv', '1,0.25\n'), '--min-clean-accuracy', '0.5')).toMatchInlineSnapshot(`
      "error OPTION_VALUE: --min-clean-accuracy needs labels
      hint: Give them with --labels.
      exit 2"
    `);
  });

  it('that end before an index', async () => {
    expect(await fault('certify', linear, '--data', data, '--indices', '0-4')).toMatchInlineSnapshot(`
      "error OPTION_VALUE: --indices names input 4, but the data ends with input 0
      hint: Positions count from 0.
      exit 2"
    `);
  });

  it('with weights of the ball that are negative', async () => {
    const weights = file('weights.csv', '1,-1\n');
    expect(await fault('certify', linear, '--data', data, '--epsilon-weights', weights)).toMatchInlineSnapshot(`
      "error WEIGHTS_NEGATIVE: weights.csv: element 1 is -1
      hint: Weights of the ball are 0 or more; 0 fixes an element.
      exit 3"
    `);
  });
});

describe('options', () => {
  it.each([
    ['--eps', '-0.1'],
    ['--eps', 'nan'],
    ['--eps', '1/0'],
    ['--precision', '0'],
    ['--norm', 'l3'],
    ['--clip', '1,0'],
    ['--clip', '0'],
    ['--mean', '0.5,x'],
    ['--std', '0'],
    ['--target', 'any'],
    ['--target', '3'],
    ['--limit', '0'],
    ['--indices', '3-1'],
    ['--threads', '1.5'],
    ['--timeout', '0'],
    ['--threshold', '1'],
    ['--shape', '1,n'],
    ['--kernel', 'f16'],
    ['--layout', 'chw'],
    ['--csv', '/nowhere/at/all.csv'],
    ['--mean', '1,2,3,4'],
  ])('%s %s: one message that says what to give, and exit code 2', async (flag, value) => {
    const { exitCode, stdout, stderr } = await cli(['certify', linear, '--data', data, flag, value]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error [A-Z_]+: .+\nhint: .+\n$/);
  });

  it('that are mistyped: a suggestion', async () => {
    expect(await fault('certify', linear, '--dta', data)).toMatchInlineSnapshot(`
      "error USAGE: unknown option '--dta'
      hint: Did you mean --data?
      exit 2"
    `);
  });

  it.each([
    ['--epsilon', '--eps'],
    ['--epsilon=0.1', '--eps'],
    ['--precis', '--precision'],
    ['--data-file', '--data'],
    ['--normalise', '--norm'],
    ['--eps-of-the-ball', '--eps'],
  ])('%s: the one that begins alike', async (typed, known) => {
    expect((await cli(['certify', linear, typed])).stderr).toBe(`error USAGE: unknown option '${typed}'\nhint: Did you mean ${known}?\n`);
  });

  it('of no command: those of the program', async () => {
    expect((await cli(['--versionnumber'])).stderr).toBe("error USAGE: unknown option '--versionnumber'\nhint: Did you mean --version?\n");
  });

  it.each([
    ['--epsilon', 'certify has --eps'],
    ['--eps', 'certify has --eps'],
    ['--update-baseline', 'gate has --update-baseline'],
  ])('%s before a command: the command that has it', async (typed, known) => {
    expect((await cli([typed, '0.1'])).stderr).toBe(`error USAGE: unknown option '${typed}'\nhint: Name a command first: ${known}.\n`);
  });

  it('that exclude each other', async () => {
    expect(await fault('certify', linear, '--data', data, '--eps', '1', '--precision', '0.1')).toMatchInlineSnapshot(`
      "error USAGE: option '--eps <radius>' cannot be used with option '--precision <p>'
      hint: See cnn-cert certify --help.
      exit 2"
    `);
  });

  it('that both want the standard output', async () => {
    expect(await fault('certify', linear, '--data', data, '--json', '--csv', '-')).toMatchInlineSnapshot(`
      "error OPTION_VALUE: --json and --csv - both want the standard output
      hint: Write one of them to a file: --csv FILE.
      exit 2"
    `);
  });

  it('without the data', async () => {
    expect(await fault('certify', linear)).toMatchInlineSnapshot(`
      "error USAGE: certify needs inputs
      hint: Give them with --data FILE.
      exit 2"
    `);
  });
});

describe('a command', () => {
  it('that is mistyped: a suggestion', async () => {
    expect(await fault('certfy')).toMatchInlineSnapshot(`
      "error USAGE: unknown command 'certfy'
      hint: Did you mean certify?
      exit 2"
    `);
  });

  it('that is missing: the help, on the standard error', async () => {
    const { exitCode, stdout, stderr } = await cli([]);
    expect([exitCode, stdout, stderr.startsWith('Usage: cnn-cert')]).toEqual([2, '', true]);
  });
});

describe('--debug', () => {
  it('shows where an error arose; without it there is no stack', async () => {
    const shown = await cli(['certify', 'nowhere.onnx', '--data', data, '--debug']);
    const hidden = await cli(['certify', 'nowhere.onnx', '--data', data]);
    expect([/^ +at .+model-file/m.test(shown.stderr), / at /.test(hidden.stderr)]).toEqual([true, false]);
  });
});
