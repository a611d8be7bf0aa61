import { radiusColumns, verdictColumns, type Extent } from './input-columns.js';
import { duration, fraction, percent, rounded, roundedDown } from './numbers.js';
import { noiseItems } from './noise.js';
import type { Paint } from './paint.js';
import type { CertifyReport, InputReport, SummaryReport } from './schema.js';
import { fieldLines, fitColumns, headLine, rowLine } from './table.js';

/** How text is laid out. */
export interface TextStyle {
  readonly columns: number;
  readonly paint: Paint;
}

/** What is known of a run before it begins. */
export type RunHead = Pick<CertifyReport, 'model' | 'data' | 'settings' | 'shard'> & {
  readonly requested: number;
  /** Inputs that are classified correctly as they are. */
  readonly correct: number;
  readonly extent: Extent;
};

/** The lines above the table: what is certified, and how good the model is to begin with. */
export function headText({ model, data, settings, shard, requested, correct }: RunHead, style: TextStyle): string {
  const shape = model.inputShape.join('x');
  const range = data.range === null ? [] : [`values from ${rounded(data.range[0])} to ${rounded(data.range[1])}`];
  const part = shard === undefined ? [] : [`shard ${shard.index} of ${shard.count}`];
  const labels = data.labels === 'given' ? [] : ['no labels: the predictions are taken for right'];
  const fields: [string, string[]][] = [
    ['model', [model.path, `opset ${model.opset}`, `input ${shape}`, `${model.classes} classes`]],
    ['data', [data.path, `${requested} of ${data.items} inputs`, ...part, ...range, ...labels]],
    ['certify', [...question(settings), ...ball(settings)]],
    ...(settings.noise === undefined ? [] : [['noise', noiseItems(settings.noise)] as [string, string[]]]),
    ['method', method(settings)],
    ['clean accuracy', [fraction(correct, requested), percent(correct, requested)]],
  ];
  return fieldsText(fields, style);
}

/** The table of inputs, which come one by one. */
export class InputTable {
  readonly #columns;

  constructor(
    withEpsilon: boolean,
    extent: Extent,
    private readonly style: TextStyle,
  ) {
    this.#columns = fitColumns((withEpsilon ? verdictColumns : radiusColumns)(extent), style.columns);
  }

  head(): string {
    return `${headLine(this.#columns, this.style.paint)}\n`;
  }

  row(input: InputReport): string {
    return `${rowLine(this.#columns, input, this.style.paint)}\n`;
  }
}

/** The lines below the table. All shares are of all inputs: whatever is misclassified or failed counts as not certified. */
export function summaryText(summary: SummaryReport, settings: CertifyReport['settings'], style: TextStyle): string {
  const { inputs, correct, errors, timeouts } = summary;
  const fields: [string, string[]][] = [
    ['clean accuracy', [share(correct, inputs)]],
    ...certifiedAccuracy(summary, settings.norm),
    ...radius(summary, settings.norm),
  ];
  if (errors > 0) fields.push(['errors', [share(errors, inputs), 'counted as not certified']]);
  if (timeouts > 0) fields.push(['timeouts', [share(timeouts, inputs), 'counted as far as proved']]);
  fields.push(['time', resources(summary, settings.threads)]);
  return fieldsText(fields, style);
}

function question({ epsilon, precision, norm }: CertifyReport['settings']): string[] {
  return epsilon === undefined ? [`largest ${norm} radius`, `precision ${precision ?? '-'}`] : [`${norm} ball of radius ${epsilon}`];
}

function ball({ clip, epsilonWeights, mean, std, target }: CertifyReport['settings']): string[] {
  return [
    ...(clip === undefined ? [] : [`clipped to [${clip.join(', ')}]`]),
    ...(epsilonWeights === undefined ? [] : [`weights ${epsilonWeights}`]),
    ...(mean === undefined || std === undefined ? [] : [`mean ${mean.join(',')} std ${std.join(',')}`]),
    ...(target === 'all' ? [] : [typeof target === 'number' ? `against class ${target} only` : `against the ${target} class only`]),
  ];
}

function method({ method: name, relaxation, timeoutSeconds, attack, threads }: CertifyReport['settings']): string[] {
  return [
    name === 'interval' ? name : `${name}, ${relaxation} lines`,
    ...(attack ? [] : ['no attack']),
    ...(timeoutSeconds === undefined ? [] : [`at most ${duration(timeoutSeconds)} per input`]),
    threads === 1 ? '1 thread' : `${threads} threads`,
  ];
}

function certifiedAccuracy({ certifiedAccuracy: values, inputs }: SummaryReport, norm: string): [string, string[]][] {
  return values.map(({ epsilon, value }, k) => {
    const count = Math.round(value * inputs);
    return [k === 0 ? 'certified accuracy' : '', [share(count, inputs), `at ${norm} ${roundedDown(epsilon)}`]];
  });
}

function radius({ radius: values, inputs }: SummaryReport, norm: string): [string, string[]][] {
  if (values === null) return [];
  const { count, ...statistics } = values;
  const items = Object.entries(statistics).map(([name, value]) => `${name} ${roundedDown(value)}`);
  return [
    [`${norm} radius`, items],
    ['', [`over ${fraction(count, inputs)} inputs`, '0 where misclassified']],
  ];
}

function resources({ wallSeconds, cpuSeconds, peakRssMb }: SummaryReport, threads: number): string[] {
  return [
    duration(wallSeconds),
    `${duration(cpuSeconds)} CPU on ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    `${Math.ceil(peakRssMb)} MB`,
  ];
}

function share(count: number, total: number): string {
  const width = String(total).length;
  return `${fraction(count, total).padStart(2 * width + 1)}  ${percent(count, total).padStart(7)}`;
}

function fieldsText(fields: readonly [string, string[]][], { columns }: TextStyle): string {
  const indent = Math.max(...fields.map(([name]) => name.length)) + 2;
  return fields
    .flatMap(([name, items]) => fieldLines(name, items, columns, indent))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
