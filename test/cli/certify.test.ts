import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { certifyReportSchema, type CertifyReport } from '../../src/report/schema.js';
import { tempFiles } from '../data/files.js';
import { cli, linearModel, steady } from './support.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
// Margins 0.75, 1.5, -1 and 3, and linf radii 0.375, 0.75, 0 and 1.
const data = file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');
const unlabelled = file('unlabelled.csv', '1,0.25\n0.5,2\n');
const radii = ['certify', model, '--data', data, '--no-attack'];
const verdicts = [...radii, '--eps', '0.5'];

async function report(...argv: string[]): Promise<CertifyReport> {
  const { stdout, exitCode } = await cli([...argv, '--json']);
  expect(exitCode).toBe(0);
  return certifyReportSchema.parse(JSON.parse(stdout));
}

describe('a verdict at an epsilon', () => {
  it('is a table on a terminal of 80 columns', async () => {
    const { stdout, stderr, exitCode } = await cli([...verdicts, '--clip', '-4', '4']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "model           linear.onnx  opset 17  input 1x2  3 classes
      data            four.csv  4 of 4 inputs
                      values from -1 to 2
      certify         linf ball of radius 0.5  clipped to [-4, 4]
      method          cnn-cert, adaptive lines  no attack  1 thread
      clean accuracy  3/4  75.0 %

      input  label  pred    margin  verdict       worst  limit     time
          0      0     0      0.75  unknown     -0.2501      1  #.### s
          1      1     1       1.5  certified    0.4999      0  #.### s
          2      1     0        -1  falsified         -      0  #.### s  misclassified
          3      2     2         3  certified     1.499      0  #.### s

      clean accuracy      3/4   75.0 %
      certified accuracy  2/4   50.0 %  at linf 0.5
      time                #.### s  #.### s CPU on 1 thread  ## MB
      "
    `);
  });

  it('gives every margin, and accuracies with all inputs in the denominator', async () => {
    const { inputs, summary } = await report(...verdicts);
    expect(inputs.map(({ verdict, status }) => [verdict, status])).toEqual([
      ['unknown', 'ok'],
      ['certified', 'ok'],
      ['falsified', 'misclassified'],
      ['certified', 'ok'],
    ]);
    expect(inputs[1]?.margins?.map((margin) => margin.class)).toEqual([0, 2]);
    expect(summary).toMatchObject({
      inputs: 4,
      correct: 3,
      cleanAccuracy: 0.75,
      certified: 2,
      certifiedAccuracy: [{ epsilon: 0.5, value: 0.5 }],
    });
  });

  it('takes a fraction for an epsilon', async () => {
    const { settings } = await report(...radii, '--eps', '8/255');
    expect(settings.epsilon).toBe(8 / 255);
  });
});

describe('certified radii', () => {
  it('lie within the precision below the true ones', async () => {
    const { inputs } = await report(...radii, '--precision', '1e-4');
    const truth = [0.375, 0.75, 0, 1];
    const wrong = inputs.filter(({ certifiedRadius }, k) => {
      const radius = certifiedRadius ?? NaN;
      const largest = truth[k] ?? NaN;
      return !(radius <= largest && radius >= largest * (1 - 1e-4));
    });
    expect(wrong).toEqual([]);
  });

  it('of a trained model are a table that fits 80 columns', async () => {
    const argv = ['certify', 'models/fmnist_relu_robust.onnx', '--data', 'models/sample-images-idx3-ubyte.gz', '--indices', '0-2'];
    const { stdout } = await cli([...argv, '--labels', 'models/sample-labels-idx1-ubyte.gz', '--precision', '0.1']);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('labels', () => {
  it('are the predictions where none are given, and the output says so', async () => {
    const argv = ['certify', model, '--data', unlabelled, '--no-attack', '--eps', '0.1'];
    const { stdout } = await cli(argv);
    const { inputs, data: described } = await report(...argv);
    expect(stdout).toContain('no labels: the predictions are taken for right');
    expect([described.labels, inputs.map(({ label }) => label)]).toEqual(['prediction', [0, 1]]);
  });
});

describe('the choice of inputs', () => {
  it('is by ranges, in order', async () => {
    const { inputs } = await report(...verdicts, '--indices', '3,0-1');
    expect(inputs.map(({ index }) => index)).toEqual([0, 1, 3]);
  });

  it('can be limited', async () => {
    const { inputs, data: described } = await report(...verdicts, '--limit', '2');
    expect([inputs.length, described.items]).toEqual([2, 4]);
  });
});

describe('preprocessing', () => {
  it('keeps epsilon in the units of the data', async () => {
    const { inputs } = await report(...verdicts, '--std', '0.5', '--indices', '1');
    const [lower = NaN] = inputs[0]?.margins?.map((margin) => margin.lower) ?? [];
    expect(lower).toBeCloseTo(2 * 0.5, 9);
  });

  it('stops at a clean accuracy that is too low, before anything is certified', async () => {
    const { exitCode, stdout, stderr } = await cli([...verdicts, '--min-clean-accuracy', '0.8']);
    expect({ exitCode, stdout, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 3,
        "stderr": "error CLEAN_ACCURACY: 3 of 4 inputs are classified correctly, less than --min-clean-accuracy 0.8
      hint: Check --scale, --mean, --std, --layout and the labels.
      ",
        "stdout": "",
      }
    `);
  });
});

describe('one input that cannot be read', () => {
  const broken = file('broken.csv', '0,1,0.25\n1,nan,2\n2,-1,-1\n');

  it('is an error of its own, counts as not certified, and leaves the others alone', async () => {
    const { exitCode, stdout, stderr } = await cli(['certify', model, '--data', broken, '--no-attack', '--eps', '0.1']);
    expect(exitCode).toBe(0);
    expect(steady(stderr)).toMatchInlineSnapshot(`
      "error DATA_NOT_FINITE: input 1: broken.csv, item 1: element 0 (at [0]) is NaN
      hint: Inputs must be finite numbers; repair or drop this item.
      "
    `);
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "model           linear.onnx  opset 17  input 1x2  3 classes
      data            broken.csv  3 of 3 inputs
                      values from -1 to 1
      certify         linf ball of radius 0.1
      method          cnn-cert, adaptive lines  no attack  1 thread
      clean accuracy  2/3  66.6 %

      input  label  pred    margin  verdict       worst  limit     time
          0      0     0      0.75  certified    0.5499      1  #.### s
          1      1     -         -  -                 -      -  #.### s  error
          2      2     2         3  certified     2.699      0  #.### s

      clean accuracy      2/3   66.6 %
      certified accuracy  2/3   66.6 %  at linf 0.1
      errors              1/3   33.3 %  counted as not certified
      time                #.### s  #.### s CPU on 1 thread  ## MB
      "
    `);
  });

  it('fails the run when it is the only one', async () => {
    const { exitCode } = await cli(['certify', model, '--data', broken, '--indices', '1']);
    expect(exitCode).toBe(3);
  });
});

describe('output', () => {
  it('with --json is one object, and nothing else', async () => {
    const { stdout, stderr } = await cli([...verdicts, '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, tool: { name: 'cnn-cert' }, settings: { norm: 'linf', threads: 1 } });
  });

  it('goes into files beside the table', async () => {
    const json = file('result.json', '');
    const csv = file('result.csv', '');
    const { stdout } = await cli([...verdicts, '-o', json, '--csv', csv]);
    const written = certifyReportSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
    expect([written.inputs.length, readFileSync(csv, 'utf8').split('\n').length, stdout.includes('verdict')]).toEqual([4, 6, true]);
  });

  it('is CSV alone with --csv -', async () => {
    const { stdout } = await cli([...verdicts, '--csv', '-']);
    expect(stdout.split('\n')[0]).toBe(
      'index,name,label,prediction,status,clean_margin,verdict,worst_margin,certified_radius,attacked_radius,limiting_class,seconds,cpu_seconds,evaluations,counterexample,error',
    );
  });

  it('shows progress on a terminal only', async () => {
    const onTerminal = await cli(verdicts, { terminal: true, env: { NO_COLOR: '1' } });
    const piped = await cli(verdicts);
    expect([onTerminal.stderr.includes('4/4'), onTerminal.stdout.includes('\u001b'), piped.stderr]).toEqual([true, false, '']);
  });
});
