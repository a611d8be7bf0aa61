import { describe, expect, it } from 'vitest';
import { gateReportSchema } from '../../src/gate/outcome.js';
import { plain } from '../../src/report/paint.js';
import type { ReportedRun, ReporterFactory } from '../../src/report/reporter.js';
import { REPORTERS, type ReporterName } from '../../src/report/reporters/registry.js';
import { certifyReportSchema } from '../../src/report/schema.js';
import { GATE_RUN, INTERRUPTED_RUN, RADIUS_RUN, VERDICT_RUN } from './gate-samples.js';

async function written(name: ReporterName, run: ReportedRun): Promise<string> {
  const factory: ReporterFactory = REPORTERS[name];
  return (await factory({ columns: 80, paint: plain })).write(run);
}

const names = Object.keys(REPORTERS) as ReporterName[];

describe('every reporter', () => {
  it.each(names)('%s bears its name and ends its last line', async (name) => {
    const factory: ReporterFactory = REPORTERS[name];
    const reporter = await factory({ columns: 80, paint: plain });
    expect([reporter.name, (await reporter.write(GATE_RUN)).endsWith('\n')]).toEqual([name, true]);
  });

  it.each(names)('%s shows of a failed threshold what was wanted, what came, the baseline, and the inputs that caused it', async (name) => {
    const text = await written(name, GATE_RUN);
    expect(
      ['85', '40', '90'].filter((number) => !new RegExp(`(?<![\\d.])(${number}\\.0 |0\\.${number.replace(/0$/, '')})`).test(text)),
    ).toEqual([]);
    expect(text.replace(/\s+/g, ' ')).toMatch(/13,? 1,? 12/);
  });

  it.each(names)('%s tells of a model that could not be judged', async (name) => {
    expect((await written(name, GATE_RUN)).replaceAll('\\', '')).toMatch(/models\/not here\.onnx does not exist/);
  });
});

describe('github', () => {
  it('annotates each check that did not pass, escaped as the runner reads it', async () => {
    expect(`\n${await written('github', GATE_RUN)}`).toMatchInlineSnapshot(`
      "
      ::error title=cnn-cert%3A robust%3A certified accuracy at linf 0.05,file=ci/cnn-cert.config.yaml::Certified accuracy fell: 40.0 %25 < 85.0 %25.%0ARetrain it | take <it> back, "or" lower ::the threshold::%0Awanted 85.0 %25; got 40.0 %25; baseline 90.0 %25; inputs 13, 1, 12
      ::error title=cnn-cert%3A robust%3A smallest linf radius%2C class 4,file=ci/cnn-cert.config.yaml::Nothing was decided.%0Awanted 50.0 %25; got nothing; inputs 12
      ::warning title=cnn-cert%3A robust%3A attack gap at linf 0.05,file=ci/cnn-cert.config.yaml::One input is undecided.%0Awanted 50.0 %25; got 60.0 %25; inputs 12
      ::error title=cnn-cert%3A broken,file=ci/cnn-cert.config.yaml::FILE_NOT_FOUND: models/not here.onnx does not exist (check the path)
      "
    `);
  });

  it('annotates each kind of input that is not certified', async () => {
    expect(`\n${await written('github', RADIUS_RUN)}${await written('github', VERDICT_RUN)}`).toMatchInlineSnapshot(`
      "
      ::error title=cnn-cert%3A 1 of 5 inputs failed,file=models/fmnist_relu_robust.onnx::input 13: DATA_NOT_FINITE: item 13: element 4 is "NaN", not a number
      ::warning title=cnn-cert%3A 1 of 5 inputs misclassified,file=models/fmnist_relu_robust.onnx::input 1: classified as 2 instead of 4
      ::warning title=cnn-cert%3A 1 of 5 inputs timed out,file=models/fmnist_relu_robust.onnx::input 12: timed out: certified radius 0.001234
      ::warning title=cnn-cert%3A 1 of 3 inputs falsified,file=models/fmnist_relu_robust.onnx::input 1: falsified at linf 0.05: a point of class 1 lies in the ball
      ::notice title=cnn-cert%3A 1 of 3 inputs undecided,file=models/fmnist_relu_robust.onnx::input 2: neither certified nor falsified at linf 0.05
      "
    `);
  });

  it('annotates an interrupted run', async () => {
    expect(await written('github', INTERRUPTED_RUN)).toContain('::error title=cnn-cert%3A interrupted,');
  });

  it('escapes percent signs first, line ends, and in properties colons and commas', async () => {
    const [model] = GATE_RUN.gate?.models ?? [];
    const odd = { ...model!, name: 'a:b,c%0A\r\nd', error: { code: 'X', message: '50%\r\n::error::', hint: null }, checks: [] };
    const text = await written('github', { ...GATE_RUN, gate: { ...GATE_RUN.gate!, models: [odd] } });
    expect(text).toBe('::error title=cnn-cert%3A a%3Ab%2Cc%250A%0D%0Ad,file=ci/cnn-cert.config.yaml::X: 50%25%0D%0A::error::\n');
  });
});

describe('markdown', () => {
  it('of a gate', async () => {
    expect(`\n${await written('markdown', GATE_RUN)}`).toMatchInlineSnapshot(`
      "
      ## cnn-cert gate: failed

      Thresholds of \`ci/cnn-cert.config.yaml\`.

      ### robust (\`models/fmnist_relu_robust.onnx\`)

      |  | threshold | wanted | got | baseline | inputs |
      | --- | --- | ---: | ---: | ---: | --- |
      | passed | clean accuracy | 50.0 % | 60.0 % | - |  |
      | FAILED | certified accuracy at linf 0.05 | 85.0 % | 40.0 % | 90.0 % | 13, 1, 12 |
      | UNKNOWN | smallest linf radius, class 4 | 50.0 % | - | - | 12 |
      | WARNED | attack gap at linf 0.05 | 50.0 % | 60.0 % | - | 12 |

      - **certified accuracy at linf 0.05**: Certified accuracy fell: 40.0 % \\< 85.0 %. Retrain it \\| take \\<it\\> back, "or" lower ::the threshold::
      - **smallest linf radius, class 4**: Nothing was decided.
      - **attack gap at linf 0.05**: One input is undecided.

      ### broken (\`models/not here.onnx\`)

      **error** FILE\\_NOT\\_FOUND: models/not here.onnx does not exist (check the path)
      "
    `);
  });

  it('of a run', async () => {
    expect(`\n${await written('markdown', RADIUS_RUN)}`).toMatchInlineSnapshot(`
      "
      ## cnn-cert certify

      ### \`models/fmnist_relu_robust.onnx\`

      |  |  |
      | --- | --- |
      | data | models/sample-images-idx3-ubyte.gz |
      | method | cnn-cert |
      | clean accuracy | 3/5 (60.0 %) |
      | certified accuracy at linf 0.001 | 3/5 (60.0 %) |
      | certified accuracy at linf 0.05 | 2/5 (40.0 %) |
      | mean linf radius (4/5 inputs) | 0.2697 |
      | median linf radius (4/5 inputs) | 0.0395 |
      | p10 linf radius (4/5 inputs) | 0.00037 |
      | p90 linf radius (4/5 inputs) | 0.7233 |
      | min linf radius (4/5 inputs) | 0 |
      | errors | 1/5 (20.0 %) |
      | timeouts | 1/5 (20.0 %) |
      | time | 1 min 06 s |

      3 of 5 inputs are not certified:

      | input | label |  |
      | --- | ---: | --- |
      | input 1 | 4 | classified as 2 instead of 4 |
      | input 12 | 9 | timed out: certified radius 0.001234 |
      | input 13 | - | DATA\\_NOT\\_FINITE: item 13: element 4 is "NaN", not a number |
      "
    `);
  });

  it('names the machine where the result does', async () => {
    const machine = { processor: 'A|B', cores: 2, memoryMb: 8000, platform: 'linux x64', node: 'v20.19.0', arithmetic: 'kernels 1' };
    const reports = RADIUS_RUN.reports.map((report) => ({ ...report, machines: [machine] }));
    const models = GATE_RUN.gate!.models.map((model) => ({ ...model, report: model.report === null ? null : reports[0]! }));
    expect(await written('markdown', { ...RADIUS_RUN, reports })).toContain(
      '\n| machine | A\\|B, 2 cores, 7.8 GiB, linux x64, Node.js v20.19.0, kernels 1 |\n',
    );
    expect(await written('markdown', { ...GATE_RUN, gate: { ...GATE_RUN.gate!, models } })).toContain('\n\nMachine: A\\|B, 2 cores, ');
  });

  it('of an interrupted run says so', async () => {
    expect(await written('markdown', INTERRUPTED_RUN)).toContain('| interrupted | 1/5 inputs are done |');
  });

  it('keeps tables whole and notifies nobody', async () => {
    const [report] = RADIUS_RUN.reports;
    const odd = { ...report!, model: { ...report!.model, path: 'a`b|c' }, data: { ...report!.data, path: '@team|*x*\n<b>' } };
    const text = await written('markdown', { ...RADIUS_RUN, reports: [odd] });
    expect(text).toContain('| data | @\u200bteam\\|\\*x\\* \\<b\\> |');
    expect(text).toContain('### `` a`b|c ``');
  });

  it('is short for many inputs', async () => {
    const [report] = RADIUS_RUN.reports;
    const many = Array.from({ length: 1000 }, (_, index) => ({ ...report!.inputs[1]!, index }));
    const text = await written('markdown', { ...RADIUS_RUN, reports: [{ ...report!, inputs: many }] });
    expect([text.includes('and 980 more'), text.length < 3000]).toEqual([true, true]);
  });
});

describe('csv', () => {
  it('of a gate has a line for each check, and for each model that could not be judged', async () => {
    expect(`\n${await written('csv', GATE_RUN)}`).toMatchInlineSnapshot(`
      "
      model,check,label,epsilon,class,status,wanted,got,baseline,inputs,message
      robust,clean-accuracy,clean accuracy,,,passed,0.5,0.6,,,3 of 5 inputs are classified correctly.
      robust,baseline-certified-accuracy,certified accuracy at linf 0.05,0.05,,failed,0.85,0.4,0.9,13 1 12,"Certified accuracy fell: 40.0 % < 85.0 %.
      Retrain it | take <it> back, ""or"" lower ::the threshold::"
      robust,min-radius,"smallest linf radius, class 4",,4,unknown,0.5,,,12,Nothing was decided.
      robust,attack-gap,attack gap at linf 0.05,,,warned,0.5,0.6,,12,One input is undecided.
      broken,model,,,,error,,,,,FILE_NOT_FOUND: models/not here.onnx does not exist (check the path)
      "
    `);
  });
});

describe('json', () => {
  it('is what the schemas say', async () => {
    const parsed = async (run: ReportedRun): Promise<unknown> => JSON.parse(await written('json', run));
    expect(certifyReportSchema.safeParse(await parsed(VERDICT_RUN)).success).toBe(true);
    expect(gateReportSchema.safeParse(await parsed(GATE_RUN)).success).toBe(true);
  });
});
