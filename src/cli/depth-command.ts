import { depthExponent } from '../depth/exponent.js';
import { meanField } from '../depth/mean-field.js';
import { modelDepth } from '../depth/model-depth.js';
import { nStateSteps } from '../depth/steps.js';
import { uniformOptimum } from '../depth/uniform.js';
import { UsageError } from '../errors.js';
import { modelDepthReport } from '../report/depth-model.js';
import type { DepthReport, TradeOff } from '../report/depth-schema.js';
import { depthText } from '../report/depth-text.js';
import { jsonText } from '../report/json.js';
import { choosePaint } from '../report/paint.js';
import { SCHEMA_VERSION } from '../report/schema-version.js';
import type { DepthArguments } from './depth-options.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { readModelFile } from './model-file.js';
import { note } from './note.js';
import { checkOutputs, readsOf, writeOutput } from './output-files.js';
import { VERSION } from './version.js';

const STANDARD_LEVELS = [2, 3, 4, 8, 16, 32, 64, 256];
/** With biases, what is close to a correlation of 1 costs the square of the levels. */
const MOST_GIVEN = 4096;

/** Prints how deep correlations go with quantised activations: of N levels, or of a model. Throws ModelError, DataError, UsageError. */
export async function depthCommand(args: DepthArguments, io: CliIo): Promise<ExitCode> {
  const { model, levels, sigmaW, sigmaB, factor, json, plot, html, result } = args;
  checkOutputs([plot, html, result], readsOf(args));
  if (model !== undefined && levels !== undefined) {
    throw new UsageError('OPTION_VALUE', '--levels is for the trade-off itself, and a model has its own', {
      hint: 'leave one of them out',
    });
  }
  const report: DepthReport = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'cnn-cert', version: VERSION },
    settings: { factor, sigmaW: sigmaW ?? null, sigmaB: sigmaB ?? null },
    ...(model === undefined ? { tradeOff: tradeOffOf(args) } : { model: modelOf({ ...args, model }) }),
  };
  await draw(report, args, io);
  if (result !== undefined) writeOutput(result, jsonText(report));
  if (json === true) io.stdout.write(jsonText(report));
  else io.stdout.write(depthText(report, { columns: io.stdout.columns, paint: choosePaint(io.stdout.isTTY, io.env) }));
  if (json !== true) for (const notice of report.model?.notices ?? []) note(io, notice);
  return EXIT.done;
}

function tradeOffOf({ levels = STANDARD_LEVELS, sigmaW, sigmaB, factor, ...others }: DepthArguments): TradeOff {
  const [stray] = (['input', 'output', 'shape', 'fix', 'noise', 'noiseK'] as const).filter((name) => others[name] !== undefined);
  if (stray !== undefined) throw new UsageError('USAGE', `--${stray === 'noiseK' ? 'noise-k' : stray} is about a model`, { hint: 'name a model' });
  const isGiven = sigmaW !== undefined || sigmaB !== undefined;
  if (isGiven && levels.some((count) => count > MOST_GIVEN)) {
    throw new UsageError('OPTION_VALUE', `--levels goes beyond ${MOST_GIVEN}`, { hint: `with --sigma-w or --sigma-b, give at most ${MOST_GIVEN}` });
  }
  const rows = levels.map((count) => {
    const optimum = uniformOptimum(count, factor);
    if (!isGiven) return { ...optimum };
    const initialisation = { sigmaW: sigmaW ?? optimum.sigmaW, sigmaB: sigmaB ?? 0 };
    return { ...optimum, given: { ...initialisation, field: meanField(nStateSteps(count), initialisation, factor) } };
  });
  const { slope, intercept, levels: fitted } = depthExponent();
  return { rows, exponent: { slope, intercept, levels: [...fitted] } };
} // prettier-ignore

function modelOf(args: DepthArguments & { readonly model: string }): NonNullable<DepthReport['model']> {
  const { path, sha256, graph } = readModelFile({ ...args, keepScales: true });
  return modelDepthReport(modelDepth(graph, args), { path, sha256: sha256(), opset: graph.opset, notices: [...graph.notices] });
}

async function draw(report: DepthReport, { plot, html }: DepthArguments, io: CliIo): Promise<void> {
  if (plot !== undefined) {
    const [{ depthFigure }, { figureFile }] = await Promise.all([import('../report/html/depth-figures.js'), import('../report/html/figure.js')]);
    const figure = depthFigure(report);
    if (figure === null) note(io, `There is nothing to draw: ${plot} is not written.`);
    else writeOutput(plot, await figureFile(figure));
  }
  if (html !== undefined) {
    const { depthPage } = await import('../report/html/depth-page.js');
    writeOutput(html, await depthPage(report));
  }
} // prettier-ignore
