import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateReportSchema, type GateReport } from '../../src/gate/outcome.js';
import { tempFiles } from '../data/files.js';
import { cli, linearModel, steady } from './support.js';

const file = tempFiles();
const model = file('linear.onnx', linearModel());
// Margins 0.75, 1.5, -1 and 3, and linf radii 0.375, 0.75, 0 and 1.
file('four.csv', '0,1,0.25\n1,0.5,2\n1,1,0\n2,-1,-1\n');
const folder = dirname(model);
const robust = resolve('models/fmnist_relu_robust.onnx');
const sample = `data: ${resolve('models/sample-images-idx3-ubyte.gz')}, labels: ${resolve('models/sample-labels-idx1-ubyte.gz')}`;
let configs = 0;

/** Writes a config of one model, or of several with what they have in common, and gives back its path. */
function config(require: string, more = '', models = 'models:\n  - model: linear.onnx\n    name: linear\n'): string {
  const keys = `{ data: four.csv, require: ${require}${more === '' ? '' : `, ${more}`} }`;
  return file(`c${configs++}.yaml`, `defaults: ${keys}\n${models}`);
}

async function gate(path: string, ...argv: string[]): Promise<{ exitCode: number; report: GateReport; stderr: string }> {
  const { exitCode, stdout, stderr } = await cli(['gate', '--config', path, '--json', ...argv]);
  const report = gateReportSchema.parse(JSON.parse(stdout));
  expect([report.exitCode, report.passed]).toEqual([exitCode, exitCode === 0]);
  return { exitCode, report, stderr };
}

async function exitOf(path: string, ...argv: string[]): Promise<number> {
  return (await cli(['gate', '--config', path, ...argv])).exitCode;
}

describe('a gate', () => {
  it('on the models of the repository passes', async () => {
    const text = `models: [{ model: ${robust}, ${sample}, limit: 4, clip: [0, 1], require: { certifiedAccuracy: { 8/255: 1 } } }]`;
    expect(await gate(file('models.yaml', text))).toMatchObject({ exitCode: 0, report: { status: 'passed' } });
  });

  it('passes where thresholds are met exactly, and shows each', async () => {
    const { exitCode, stdout, stderr } = await cli([
      'gate',
      '--config',
      config('{ cleanAccuracy: 0.75, certifiedAccuracy: { 0.5: 0.5 } }'),
    ]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "linear  linear.onnx  4 inputs, #.### s

              check                                wanted     got
        pass  clean accuracy                      >= 75 %  75.0 %
        pass  certified accuracy at linf 0.5      >= 50 %  50.0 %
        pass  inputs that could not be evaluated     <= 0       0

      gate passed: 3 checks of 1 model (exit code 0)
      "
    `);
  });

  it('fails where one is missed: what was wanted, what was found, which inputs, what to do', async () => {
    const path = config('{ cleanAccuracy: 0.75, certifiedAccuracy: { 0.5: 0.8 }, radius: { median: 0.6 } }');
    const { exitCode, stdout } = await cli(['gate', '--config', path]);
    expect(exitCode).toBe(1);
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "linear  linear.onnx  4 inputs, #.### s

              check                                wanted     got
        pass  clean accuracy                      >= 75 %  75.0 %
        FAIL  certified accuracy at linf 0.5      >= 80 %  50.0 %
              2 of 4 inputs are certified. Make the model more robust, or lower
              defaults.require.certifiedAccuracy['0.5'].
              inputs 0, 2
        FAIL  median linf radius                   >= 0.6  0.5619
              2 of 4 inputs have a certified radius below 0.6. Make the model more
              robust, use a tighter method, or lower defaults.require.radius.median.
              inputs 2, 0
        pass  inputs that could not be evaluated     <= 0       0

      gate failed: 2 of 4 checks failed (exit code 1)
      "
    `);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('proves an epsilon itself where the radius ends below it by its precision', async () => {
    const text = `models: [{ model: ${robust}, ${sample}, limit: 1, precision: 0.5, require: { certifiedAccuracy: { 0.075: 1 }, radius: { mean: 0.01 } } }]`;
    const { report } = await gate(file('precision.yaml', text));
    const [input] = report.models[0]!.report!.inputs;
    expect(input!.certifiedRadius!).toBeLessThan(0.075);
    expect([input!.verdicts, report.status]).toEqual([[{ epsilon: 0.075, verdict: 'certified' }], 'passed']);
    expect(report.models[0]!.report!.summary.certifiedAccuracy).toContainEqual({ epsilon: 0.075, value: 1 });
  });

  it('agrees with verdicts at one epsilon, whether it searches radii or not', async () => {
    for (const epsilon of [0.3, 0.374, 0.376, 0.74, 0.76, 1.01]) {
      const one = await gate(config(`{ certifiedAccuracy: { ${epsilon}: 0 } }`));
      const both = await gate(config(`{ certifiedAccuracy: { ${epsilon}: 0, 0.01: 0 } }`));
      const single = one.report.models[0]!.report!.inputs.map(({ verdict, status }) =>
        status === 'misclassified' ? 'falsified' : verdict,
      );
      const among = both.report.models[0]!.report!.inputs.map(({ verdicts }) => verdicts!.find((at) => at.epsilon === epsilon)!.verdict);
      expect(among).toEqual(single);
    }
  });

  it('holds thresholds of classes', async () => {
    const { report } = await gate(config('{ classes: { 1: { certifiedAccuracy: { 0.5: 1 } }, 2: { cleanAccuracy: 1 } } }'));
    expect(report.models[0]!.checks.map(({ label, status }) => [label, status])).toEqual([
      ['certified accuracy at linf 0.5, class 1', 'failed'],
      ['clean accuracy, class 2', 'passed'],
      ['inputs that could not be evaluated', 'passed'],
    ]);
  });

  it('fails on time', async () => {
    expect(await exitOf(config('{ cleanAccuracy: 0, seconds: { total: 1e-9 } }'))).toBe(1);
  });
});

describe('undecided inputs', () => {
  // Without an attack, what is not certified at 0.5 is unknown, but for the misclassified one.
  const asked = '{ certifiedAccuracy: { 0.5: 0.75 } }';

  it.each([
    ['fail', 4, 'inconclusive', 'unknown'],
    ['warn', 0, 'passed', 'warned'],
  ])('with unknown: %s exit %d', async (unknown, exitCode, status, check) => {
    const { report } = await gate(config(asked, `attack: false, unknown: ${unknown}`));
    expect([report.exitCode, report.status, report.models[0]!.checks[0]!.status]).toEqual([exitCode, status, check]);
  });
});

describe('a config', () => {
  it('with misspelled keys is refused, each with its place and the key that was meant', async () => {
    const path = file(
      'typo.yaml',
      'models:\n  - model: linear.onnx\n    data: four.csv\n    norm: linv\n    require:\n      cleanAcuracy: 0.75\n      radius: { meen: 1 }\n',
    );
    const { exitCode, stdout, stderr } = await cli(['gate', '--config', path]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(steady(stderr)).toMatchInlineSnapshot(`
      "error CONFIG: typo.yaml:4: models[0].norm: "linv": one of linf, l2, l1
      typo.yaml:7: models[0].require.radius.meen: there is no such key
      typo.yaml:6: models[0].require.cleanAcuracy: there is no such key
      hint: Did you mean linf? Did you mean models[0].require.radius.mean? Did you mean models[0].require.cleanAccuracy?
      "
    `);
  });

  it.each<[string, string, string]>([
    ['is empty', '', 'CONFIG'],
    ['has no models', 'models: []', 'CONFIG'],
    ['asks nothing', 'models: [{ model: linear.onnx, data: four.csv, require: {} }]', 'CONFIG'],
    ['asks nothing but errors', 'models: [{ model: linear.onnx, data: four.csv, require: { errors: 3 } }]', 'CONFIG'],
    ['asks no radius', 'models: [{ model: linear.onnx, data: four.csv, require: { radius: {} } }]', 'CONFIG'],
    ['has no data', 'models: [{ model: linear.onnx, require: { cleanAccuracy: 1 } }]', 'CONFIG'],
    ['takes percent for a share', 'models: [{ model: linear.onnx, data: four.csv, require: { cleanAccuracy: 85 } }]', 'CONFIG'],
    ['has an epsilon below 0', 'models: [{ model: linear.onnx, data: four.csv, require: { certifiedAccuracy: { -1: 0.5 } } }]', 'CONFIG'],
    ['has an epsilon of 1/0', 'models: [{ model: linear.onnx, data: four.csv, require: { certifiedAccuracy: { 1/0: 0.5 } } }]', 'CONFIG'],
    ['names two models alike', 'models: [&m { model: a, data: d, require: { cleanAccuracy: 1 } }, *m]', 'CONFIG'],
    ['wants a gap without an attack', 'models: [{ model: a, data: d, attack: false, require: { attackGap: { 1: 1 } } }]', 'CONFIG'],
    ['is no YAML', 'models: [', 'CONFIG_SYNTAX'],
    ['says a key twice', 'models: []\nmodels: []', 'CONFIG_SYNTAX'],
  ])('that %s is wrong use', async (_, text, code) => {
    const { exitCode, stderr } = await cli(['gate', '--config', file('wrong.yaml', text)]);
    expect([exitCode, stderr.split(':')[0], /\nhint: ./.test(stderr)]).toEqual([2, `error ${code}`, true]);
  });

  it('that is missing is wrong use, and the message says how to write one', async () => {
    const { exitCode, stderr } = await cli(['gate', '--config', join(folder, 'none.yaml')]);
    expect([exitCode, steady(stderr)]).toMatchInlineSnapshot(`
      [
        2,
        "error CONFIG_NOT_FOUND: there is no file none.yaml
      hint: Name the config with --config FILE, or write one with cnn-cert gate --init MODEL.
      ",
      ]
    `);
  });

  it('may be JSON, with its schema named', async () => {
    const content = {
      $schema: './gate-config.schema.json',
      models: [{ model: 'linear.onnx', data: 'four.csv', require: { cleanAccuracy: 0.75 } }],
    };
    expect(await exitOf(file('c.json', JSON.stringify(content)))).toBe(0);
    expect(await exitOf(file('d.json', `${JSON.stringify(content)},`))).toBe(2);
  });
});

describe('never a pass', () => {
  const require = '{ cleanAccuracy: 0, certifiedAccuracy: { 0.1: 0 } }';

  it('without a model', async () => {
    const { exitCode, report } = await gate(config(require, '', 'models: [{ model: none.onnx }]'));
    expect([exitCode, report.status, report.models[0]!.error!.code]).toEqual([3, 'error', 'MODEL_NOT_FOUND']);
  });

  it('with an empty folder of data', async () => {
    mkdirSync(join(folder, 'empty'));
    const { exitCode, report } = await gate(config(require, '', 'models: [{ model: linear.onnx, data: empty }]'));
    expect([exitCode, report.models[0]!.error!.code]).toEqual([3, 'DATA_EMPTY']);
  });

  it('when no input can be evaluated', async () => {
    file('nan.csv', '0,nan,1\n1,nan,1\n');
    const { exitCode, report } = await gate(
      config(`{ certifiedAccuracy: { 0.1: 0 }, errors: 2 }`, '', 'models: [{ model: linear.onnx, data: nan.csv }]'),
    );
    expect([exitCode, report.models[0]!.error!.code]).toEqual([3, 'ALL_INPUTS_FAILED']);
  });

  it('for a clean accuracy without labels', async () => {
    file('unlabelled.csv', '1,0.25\n0.5,2\n');
    const { exitCode, report } = await gate(config(require, '', 'models: [{ model: linear.onnx, data: unlabelled.csv }]'));
    expect([exitCode, report.models[0]!.error!.code]).toEqual([2, 'LABELS_NEEDED']);
  });

  it('when interrupted', async () => {
    const models = 'models: [{ model: linear.onnx, name: a }, { model: linear.onnx, name: b }]';
    const argv = ['gate', '--config', config(require, '', models)];
    const { exitCode, stdout } = await cli(argv, { onOutput: (_, signal) => signal() });
    expect([exitCode, stdout.includes('gate interrupted'), stdout.includes('error INTERRUPTED')]).toEqual([130, true, true]);
  });
});

describe('several models', () => {
  it('are all judged, and the worst exit code is that of the gate', async () => {
    const models =
      'models: [{ model: none.onnx }, { model: linear.onnx, require: { cleanAccuracy: 1 } }, { model: linear.onnx, name: good }]';
    const { exitCode, report } = await gate(config('{ cleanAccuracy: 0.5 }', '', models));
    const outcomes = report.models.map(({ name, error, checks }) => [name, error?.code ?? checks[0]!.status]);
    expect([exitCode, outcomes]).toEqual([
      3,
      [
        [join(folder, 'none.onnx'), 'MODEL_NOT_FOUND'],
        [model, 'failed'],
        ['good', 'passed'],
      ],
    ]);
  });
});

describe('a baseline', () => {
  const maxDrop = 'maxDrop: { inputRadius: 0.01, lostCertificates: { 0.5: 0 }, certifiedAccuracy: { 0.5: 0 } }';
  const baseline = `baseline: { file: base.json, ${maxDrop} }`;

  it('is written by --update-baseline, and tells when a model has fallen behind it', async () => {
    const path = config('{ cleanAccuracy: 0.5 }', baseline);
    expect(await exitOf(path)).toBe(2);
    const { exitCode, stderr } = await gate(path, '--update-baseline');
    expect([exitCode, steady(stderr)]).toEqual([0, 'note: base.json is written\n']);
    expect(await exitOf(path)).toBe(0);
    const fallen = file('fallen.yaml', readFileSync(path, 'utf8').replace('data: four.csv', 'data: moved.csv'));
    file('moved.csv', '0,1,0.25\n1,0.9,1.2\n1,1,0\n2,-1,-1\n');
    const outcome = await cli(['gate', '--config', fallen]);
    expect(outcome.exitCode).toBe(1);
    expect(steady(outcome.stdout)).toMatchInlineSnapshot(`
      "linear  linear.onnx  4 inputs, #.### s

              check                                           wanted     got  baseline
        pass  clean accuracy                                 >= 50 %  75.0 %
        pass  inputs that could not be evaluated                <= 0       0
        FAIL  certified accuracy at linf 0.5 against the baseline
                                                             >= 50 %  25.0 %    50.0 %
              1 of 4 inputs are certified, 2 were; they may be fewer by 0 %. Find out
              what the listed inputs have lost; if the change is wanted, run cnn-cert
              gate --update-baseline.
              input 1
        FAIL  drop of the radius of an input against the baseline
                                                             <= 0.01  0.5995
              1 input of 4 lost more than 0.01 of certified radius. Find out what the
              listed inputs have lost; if the change is wanted, run cnn-cert gate
              --update-baseline.
              input 1
        FAIL  certificates lost at linf 0.5 against the baseline
                                                                <= 0       1
              1 input of 2 that were certified are no more. Find out what the listed
              inputs have lost; if the change is wanted, run cnn-cert gate
              --update-baseline.
              input 1

      gate failed: 3 of 5 checks failed (exit code 1)
      "
    `);
  });

  it('is left alone where the model misses its own thresholds, or none is named', async () => {
    const untouched = baseline.replace('base.json', 'untouched.json');
    expect(await exitOf(config('{ cleanAccuracy: 0.9 }', untouched), '--update-baseline')).toBe(1);
    expect(existsSync(join(folder, 'untouched.json'))).toBe(false);
    expect(await exitOf(config('{ cleanAccuracy: 0.5 }'), '--update-baseline')).toBe(2);
  });

  it('of other inputs, or no result at all, is refused', async () => {
    expect(await exitOf(config('{ cleanAccuracy: 0.5 }', baseline, 'models: [{ model: linear.onnx, limit: 2 }]'))).toBe(2);
    file('torn.json', '{ "schemaVersion": 1');
    const torn = await cli(['gate', '--config', config('{ cleanAccuracy: 0.5 }', baseline.replace('base.json', 'torn.json'))]);
    expect(torn.exitCode).toBe(3);
    expect(torn.stderr).toMatch(
      /^error RESULT_FILE: the baseline \S+torn\.json is not JSON[^\n]*\nhint: Write it with cnn-cert gate --update-baseline\.\n$/,
    );
  });
});

describe('--init', () => {
  it('writes a config, with comments, that runs', async () => {
    const path = join(folder, 'new.yaml');
    const { exitCode, stdout } = await cli(['gate', '--init', model, '--config', path]);
    expect([exitCode, steady(stdout)]).toEqual([0, 'new.yaml is written. Look through it, then run: cnn-cert gate --config new.yaml\n']);
    const { report } = await gate(path);
    expect(report.models[0]!.checks.map(({ id, status }) => [id, status])).toEqual([
      ['clean-accuracy', 'passed'],
      ['certified-accuracy', 'passed'],
      ['errors', 'passed'],
    ]);
  });

  it('takes no option that would do nothing', async () => {
    const path = join(folder, 'with-options.yaml');
    const options = ['--json', '--reporter', 'junit=x.xml', '--update-baseline', '--threads', '2'];
    const { exitCode, stdout, stderr } = await cli(['gate', '--init', model, '--config', path, ...options]);
    expect([exitCode, stdout, existsSync(path), existsSync('x.xml')]).toEqual([2, '', false, false]);
    expect(stderr).toBe(
      'error USAGE: --init only writes a config, and takes no --json, --reporter, --update-baseline, --threads\n' +
        'hint: Leave it out here; the gate that is run afterwards takes it.\n',
    );
  });

  it('replaces nothing without --force', async () => {
    const path = file('mine.yaml', 'mine');
    const { exitCode, stderr } = await cli(['gate', '--init', model, '--config', path]);
    expect([exitCode, readFileSync(path, 'utf8'), stderr.includes('CONFIG_EXISTS')]).toEqual([2, 'mine', true]);
    expect((await cli(['gate', '--init', model, '--config', path, '--force'])).exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain('certifiedAccuracy');
  });

  it('finds the sample beside the models of the repository', async () => {
    const path = join(folder, 'repo.yaml');
    await cli(['gate', '--init', 'models/fmnist_tanh.onnx', '--config', path]);
    const text = readFileSync(path, 'utf8');
    expect([text.includes('sample-images-idx3'), text.includes('sample-labels-idx1'), text.includes('\n    clip: [0, 1]')]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('says so where there is no model', async () => {
    expect((await cli(['gate', '--init', join(folder, 'none.onnx'), '--config', join(folder, 'x.yaml')])).exitCode).toBe(3);
  });
});
