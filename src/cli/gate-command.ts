import { existsSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { judge, readBaseline } from '../gate/judge.js';
import type { GateModel, GateOutcome } from '../gate/outcome.js';
import { questionOf } from '../gate/question.js';
import { CONFIG_FILES } from '../gate/config-files.js';
import { readConfig, type GateConfig, type GateModelPlan } from '../gate/read-config.js';
import { gateModelText, gateVerdictText } from '../report/gate-text.js';
import { jsonText } from '../report/json.js';
import type { CertifyReport } from '../report/schema.js';
import { onInterrupt } from '../run/interrupt.js';
import { describeFailure, errorFacts } from './errors.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';
import { exitCodeOfChecks, statusOf, worstOf } from './gate-exit.js';
import { initGate } from './gate-init.js';
import { runModel } from './gate-model.js';
import type { GateArguments } from './gate-options.js';
import type { CliIo } from './io.js';
import { note } from './note.js';
import { checkWritable, readsOf, writeOutput } from './output-files.js';
import { Outputs } from './outputs.js';
import { reportingFailure } from './report-failure.js';
import { VERSION } from './version.js';

/** A judged model, and the exit code that it alone would give. */
interface Judged {
  readonly model: GateModel;
  readonly code: ExitCode;
}

/** Holds the models of a config against their thresholds. Throws what is wrong with the config; what is wrong with a model is in the outcome. */
export async function gateCommand(args: GateArguments, io: CliIo): Promise<ExitCode> {
  if (args.init !== undefined) {
    checkInitOptions(args);
    return initGate(args, io);
  }
  if (args.force === true) throw new UsageError('USAGE', '--force belongs to --init', { hint: 'leave it out' });
  const path = args.config ?? CONFIG_FILES.find((file) => existsSync(file)) ?? CONFIG_FILES[0] ?? '';
  const outputs = new Outputs(args, io, [path]);
  return reportingFailure(outputs, { command: 'gate', path }, async () => {
    const config = readConfig(args.config ?? findConfig());
    outputs.spare(config.models.flatMap(readsOfModel));
    checkBaselines(config, args);
    const interrupt = onInterrupt(io.signals);
    try {
      const { outcome, code } = await runGate({ config, args, io, outputs }, interrupt.signal);
      if (outputs.standard === 'text') io.stdout.write(gateVerdictText(outcome, outputs.style));
      const reports = outcome.models.flatMap(({ report }) => (report === null ? [] : [report]));
      await outputs.write({ version: VERSION, reports, gate: outcome });
      return code;
    } finally {
      interrupt.dispose();
    }
  });
}

function readsOfModel({ config, baseline }: GateConfig['models'][number]): (string | undefined)[] {
  const fix = Object.values(config.fix ?? {}).map((path) => ({ path }));
  return [...readsOf({ ...config, fix }), baseline?.file];
}

/** --init only writes a config: an option of the gate would do nothing. */
function checkInitOptions({ json, reporter, updateBaseline, threads, maxMemory }: GateArguments): void {
  const options = {
    '--json': json,
    '--reporter': reporter,
    '--update-baseline': updateBaseline,
    '--threads': threads,
    '--max-memory': maxMemory,
  };
  const given = Object.entries(options).flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
  if (given.length === 0) return;
  throw new UsageError('USAGE', `--init only writes a config, and takes no ${given.join(', ')}`, {
    hint: 'leave it out here; the gate that is run afterwards takes it',
  });
}

function findConfig(): string {
  const found = CONFIG_FILES.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new UsageError('CONFIG_NOT_FOUND', `there is none of ${CONFIG_FILES.join(', ')} here`, {
    hint: 'name the config with --config FILE, or write one with cnn-cert gate --init MODEL',
  });
}

/** What is wrong with a baseline is told before a long run. */
function checkBaselines({ file, models }: GateConfig, { updateBaseline }: GateArguments): void {
  const files = models.flatMap(({ baseline }) => (baseline === null ? [] : [baseline.file]));
  if (updateBaseline !== true) {
    for (const path of files) readBaseline(path);
    return;
  }
  if (files.length === 0) {
    throw new UsageError('USAGE', `${file} has no baseline to update`, {
      hint: 'give a model the key baseline, with its file and maxDrop',
    });
  }
  for (const path of files) checkWritable(path);
}

/** A gate made ready. */
interface GateRun {
  readonly config: GateConfig;
  readonly args: GateArguments;
  readonly io: CliIo;
  readonly outputs: Outputs;
}

async function runGate({ config, args, io, outputs }: GateRun, stop: AbortSignal): Promise<{ outcome: GateOutcome; code: ExitCode }> {
  const judged: Judged[] = [];
  for (const plan of config.models) {
    const one = await judgeModel(plan, args, io, stop);
    judged.push(one);
    if (outputs.standard === 'text') io.stdout.write(gateModelText(one.model, outputs.style));
  }
  const code = worstOf(judged.map((one) => one.code));
  const models = judged.map(({ model }) => model);
  return { outcome: { config: config.file, passed: code === EXIT.done, status: statusOf(code), exitCode: code, models }, code };
}

async function judgeModel(plan: GateModelPlan, args: GateArguments, io: CliIo, stop: AbortSignal): Promise<Judged> {
  const { name, config } = plan;
  const failed = (error: unknown, report: CertifyReport | null): Judged => {
    if (args.debug === true) io.stderr.write(describeFailure(error, true, 'cnn-cert gate').text);
    return { model: { name, path: config.model, report, error: errorFacts(error), checks: [] }, code: exitCodeOf(error) };
  };
  let report: CertifyReport | null = null;
  try {
    report = stop.aborted ? null : await runModel({ config, question: questionOf(plan), resources: args, io, stop });
    if (report === null || stop.aborted) return interrupted(plan, report);
    const { inputs } = report;
    const [first] = inputs;
    if (first === undefined || inputs.every(({ status }) => status === 'error')) {
      const error = {
        code: 'ALL_INPUTS_FAILED',
        message: `none of ${inputs.length} inputs could be evaluated: ${first?.error?.message ?? ''}`,
        hint: first?.error?.hint ?? null,
      };
      return { model: { name, path: config.model, report, error, checks: [] }, code: EXIT.invalid };
    }
    const update = args.updateBaseline === true;
    const checks = judge(plan, report, update || plan.baseline === null ? null : readBaseline(plan.baseline.file));
    const code = exitCodeOfChecks(checks);
    if (update && plan.baseline !== null) updateBaseline(plan.baseline.file, report, code, io);
    return { model: { name, path: config.model, report, error: null, checks }, code };
  } catch (error) {
    return failed(error, report);
  }
}

/** A model that misses its own thresholds is nothing to measure others by. */
function updateBaseline(file: string, report: CertifyReport, code: ExitCode, io: CliIo): void {
  if (code !== EXIT.done) {
    note(io, `${file} is left as it is: the model does not meet its own thresholds`);
    return;
  }
  writeOutput(file, jsonText(report));
  note(io, `${file} is written`);
}

function interrupted({ name, config }: GateModelPlan, report: CertifyReport | null): Judged {
  const done = report === null ? 'before any of its inputs was certified' : `with ${report.inputs.length} inputs done`;
  const error = { code: 'INTERRUPTED', message: `interrupted ${done}`, hint: 'run the gate again' };
  return { model: { name, path: config.model, report, error, checks: [] }, code: EXIT.interrupted };
}
