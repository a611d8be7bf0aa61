import { Argument, Command, CommanderError, Option } from 'commander';
import { addCertifyOptions, type CertifyArguments } from './certify-options.js';
import { COMPLETION_EXAMPLES, SHELLS, type Shell } from './completion-options.js';
import { addDepthOptions, DEPTH_EXAMPLES, type DepthArguments } from './depth-options.js';
import { describeFailure, type KnownOptions } from './errors.js';
import { EXIT, EXIT_CODES, type ExitCode } from './exit-codes.js';
import { addExplainOptions, EXPLAIN_EXAMPLES, type ExplainArguments } from './explain-options.js';
import { addGateOptions, GATE_EXAMPLES, type GateArguments } from './gate-options.js';
import type { InspectArguments } from './inspect-command.js';
import { processIo, type CliIo } from './io.js';
import { addMergeOptions, MERGE_EXAMPLES } from './merge-options.js';
import type { MergeArguments } from './merge-command.js';
import { addModelOptions } from './model-options.js';
import { joinClip } from './options.js';
import type { OpsArguments } from './ops-command.js';
import { addReportOptions, REPORT_EXAMPLES, type ReportArguments } from './report-options.js';
import { addRunOptions, RUN_EXAMPLES, type RunArguments } from './run-options.js';
import { VERSION } from './version.js';

const WIDEST_HELP = 80;
const COMMANDS = ['certify', 'gate', 'merge', 'report', 'depth', 'explain', 'inspect', 'run', 'ops', 'completion'];

/**
 * Runs the command line; commands are loaded when they are asked for. `argv` without node and script. Never throws: what goes wrong is told on stderr and in the
 * exit code.
 */
export async function run(argv: readonly string[], io: CliIo = processIo()): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    // Help that nobody asked for says by itself what is wrong.
    if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
    const options = error instanceof CommanderError && error.code === 'commander.unknownOption' ? optionsOf(argv, io) : undefined;
    const { text, exitCode } = describeFailure(error, argv.includes('--debug'), commandOf(argv), options);
    io.stderr.write(text);
    return exitCode;
  }
}

function commandOf([first = '']: readonly string[]): string {
  return COMMANDS.some((name) => name === first) ? `cnn-cert ${first}` : 'cnn-cert';
}

/** What the command that was asked for takes; where none was, also what each of them does. */
function optionsOf([first = '']: readonly string[], io: CliIo): KnownOptions {
  const program = createProgram(io, () => undefined);
  const namesOf = ({ options }: Command): string[] => options.flatMap(({ long }) => long ?? []);
  const command = program.commands.find((one) => one.name() === first);
  if (command !== undefined) return { own: namesOf(command), ofCommands: [] };
  return { own: namesOf(program), ofCommands: program.commands.map((one) => ({ command: one.name(), options: namesOf(one) })) };
}

async function dispatch(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  await createProgram(io, (code) => void (exitCode = code)).parseAsync(joinClip(argv), { from: 'user' });
  return exitCode;
}

/** The command line; `finish` gets the exit code of the command that runs. */
export function createProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const program = configured(new Command('cnn-cert'), io)
    .description('Proves how far the inputs of an ONNX classifier can be perturbed before its decision could change.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command');
  program
    .addCommand(certifyProgram(io, finish))
    .addCommand(gateProgram(io, finish))
    .addCommand(mergeProgram(io, finish))
    .addCommand(reportProgram(io, finish))
    .addCommand(depthProgram(io, finish))
    .addCommand(explainProgram(io, finish))
    .addCommand(inspectProgram(io, finish))
    .addCommand(runProgram(io, finish))
    .addCommand(opsProgram(io, finish))
    .addCommand(completionProgram(io, finish));
  program.addHelpText('after', `\nEach command has a --help of its own, with examples.\n\n${exitCodeHelp()}`);
  return program;
}

function certifyProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('certify'), io)
    .summary('certified radii, or verdicts at an epsilon, of inputs')
    .description(
      'Certifies inputs of a model: the largest radius within which the decision is proved to stay, or with --eps the verdict for the ball of that radius.',
    )
    .argument('<model>', 'an .onnx file')
    .addHelpText('after', `\n${CERTIFY_EXAMPLES}\n${exitCodeHelp()}`);
  addCertifyOptions(command);
  return command.action(async (model: string, options: Omit<CertifyArguments, 'model'>) => {
    const { certifyCommand } = await import('./certify-command.js');
    finish(await certifyCommand({ ...options, model }, io));
  });
}

function mergeProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('merge'), io)
    .summary('one result from the shards of a run')
    .description('Puts together what certify --shard i/n wrote: the result of one run on all inputs, apart from times and memory.')
    .argument('<results...>', 'the JSON files of all shards, in any order')
    .addHelpText('after', `\n${MERGE_EXAMPLES}\n${exitCodeHelp()}`);
  addMergeOptions(command);
  return command.action(async (results: string[], options: Omit<MergeArguments, 'results'>) => {
    const { mergeCommand } = await import('./merge-command.js');
    finish(await mergeCommand({ ...options, results }, io));
  });
}

function gateProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('gate'), io)
    .summary('thresholds that models must meet, for CI')
    .description(
      'Holds one or several models against the thresholds of a config, and fails where one is missed: accuracies, radii, time, drops below a baseline.',
    )
    .addHelpText('after', `\n${GATE_EXAMPLES}\n${exitCodeHelp()}`);
  addGateOptions(command);
  return command.action(async (options: GateArguments) => {
    const { gateCommand } = await import('./gate-command.js');
    finish(await gateCommand(options, io));
  });
}

function depthProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('depth'), io)
    .summary('how deep networks with quantised activations can go')
    .description(
      'Tells how many layers a signal survives quantised activations: for N levels, or for those of a model. Mean-field theory of wide random networks (arXiv 1906.00771); for trained ones, an extrapolation.',
    )
    .addHelpText('after', `\n${DEPTH_EXAMPLES}\n${exitCodeHelp()}`);
  addDepthOptions(command);
  return command.action(async (model: string | undefined, options: Omit<DepthArguments, 'model'>) => {
    const { depthCommand } = await import('./depth-command.js');
    finish(await depthCommand(model === undefined ? options : { ...options, model }, io));
  });
}

function explainProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('explain'), io)
    .summary('which channels matter for the decision on an input')
    .description(
      'Tells which channels of each convolution matter for the decision on one input: copies of it are perturbed and evaluated, and beside what was sampled stands what is proved for all of the ball.',
    )
    .argument('<model>', 'an .onnx file')
    .addHelpText('after', `\n${EXPLAIN_EXAMPLES}\n${exitCodeHelp()}`);
  addExplainOptions(command);
  return command.action(async (model: string, options: Omit<ExplainArguments, 'model'>) => {
    const { explainCommand } = await import('./explain-command.js');
    finish(await explainCommand({ ...options, model }, io));
  });
}

function inspectProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('inspect'), io)
    .summary('the layer graph of a model')
    .description('Prints the layer graph that a model is lowered to, or says what keeps it from being so.')
    .argument('<model>', 'an .onnx file')
    .option('--json', 'print one JSON object, and nothing else')
    .option('--debug', 'show where an error arose')
    .addHelpText('after', `\n${INSPECT_EXAMPLES}\n${exitCodeHelp()}`);
  addModelOptions(command);
  return command.action(async (model: string, options: Omit<InspectArguments, 'model'>) => {
    const { inspectCommand } = await import('./inspect-command.js');
    finish(inspectCommand({ ...options, model }, io));
  });
}

function runProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('run'), io)
    .summary('the outputs of a model, and whether a runtime agrees')
    .description('Evaluates the layer graph of a model on inputs, to see whether it was read correctly: in float64, without any bounds.')
    .argument('<model>', 'an .onnx file')
    .addHelpText('after', `\n${RUN_EXAMPLES}\n${exitCodeHelp()}`);
  addRunOptions(command);
  return command.action(async (model: string, options: Omit<RunArguments, 'model'>) => {
    const { runCommand } = await import('./run-command.js');
    finish(await runCommand({ ...options, model }, io));
  });
}

function reportProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('report'), io)
    .summary('a page with figures about one or several results')
    .description('Writes one HTML file about results: it holds all that it shows, and opens without a network.')
    .addHelpText('after', `\n${REPORT_EXAMPLES}\n${exitCodeHelp()}`);
  addReportOptions(command);
  return command.action(async (results: string[], options: Omit<ReportArguments, 'results'>) => {
    const { reportCommand } = await import('./report-command.js');
    finish(await reportCommand({ ...options, results }, io));
  });
}

function opsProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  return configured(new Command('ops'), io)
    .summary('the ONNX operators and activations that are supported')
    .description(
      'Lists the ONNX operators that are supported, with their attributes and restrictions, and the activations with their parameters.',
    )
    .addOption(new Option('--json', 'print one JSON object, and nothing else').conflicts('markdown'))
    .option('--markdown', 'print a short table in Markdown')
    .addHelpText('after', `\nExamples:\n  cnn-cert ops\n  cnn-cert ops --json\n\n${exitCodeHelp()}`)
    .action(async (options: OpsArguments) => {
      const { opsCommand } = await import('./ops-command.js');
      finish(opsCommand(options, io));
    });
}

function completionProgram(io: CliIo, finish: (code: ExitCode) => void): Command {
  const command = configured(new Command('completion'), io)
    .summary('completion of commands, options and files for a shell')
    .description('Prints the script that makes a shell complete commands, options, their values, and files.')
    .addArgument(new Argument('<shell>', SHELLS.join(', ')).choices(SHELLS))
    .addHelpText('after', `\n${COMPLETION_EXAMPLES}\n${exitCodeHelp()}`);
  return command.action(async (shell: Shell) => {
    const { completionCommand } = await import('./completion-command.js');
    finish(completionCommand(shell, command.parent ?? command, io));
  });
}

/** Commander throws instead of ending the process, and writes help alone: errors are told by {@link run}. */
function configured(command: Command, { stdout, stderr }: CliIo): Command {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(stdout.columns, WIDEST_HELP),
      getErrHelpWidth: () => Math.min(stderr.columns, WIDEST_HELP),
    });
}

function exitCodeHelp(): string {
  return `Exit codes:\n${EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join('\n')}`;
}

const CERTIFY_EXAMPLES = `Examples:
  cnn-cert certify model.onnx --data images.npy --labels labels.npy
  cnn-cert certify model.onnx --data photos/ --eps 8/255 --clip 0 1
  cnn-cert certify model.onnx --data test.csv --norm l2 --limit 100 --json
  cnn-cert certify model.onnx --data t10k-images-idx3-ubyte.gz \\
      --labels t10k-labels-idx1-ubyte.gz --indices 0,3-7 --csv radii.csv
`;

const INSPECT_EXAMPLES = `Examples:
  cnn-cert inspect model.onnx
  cnn-cert inspect model.onnx --shape 1,3,32,32 --json
`;
