import type { DepthReport, ModelDepthReport, TradeOff } from './depth-schema.js';
import { rounded } from './numbers.js';
import { fieldLines, fitColumns, headLine, rowLine, shortened, type Column } from './table.js';
import type { TextStyle } from './text.js';

const INDENT = 10;
const LONGEST_NAME = 18;
/** So many thresholds and levels are shown; of more, the ends. */
const SHOWN = 8;

type Row = TradeOff['rows'][number];
type ActivationRow = ModelDepthReport['activations'][number];

/** The result as text. */
export function depthText({ settings, tradeOff, model }: DepthReport, style: TextStyle): string {
  const lines = tradeOff === undefined ? [] : tradeOffLines(tradeOff, settings, style);
  if (model !== undefined) lines.push(...modelLines(model, settings, style));
  return lines.map((line) => `${line}\n`).join('');
}

/** A number of layers or the like, or a dash where it is not finite. */
export function orDash(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : rounded(value);
}

/** The same with six digits. */
export function sixDigits(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(6)));
}

function tradeOffLines({ rows, exponent }: TradeOff, { factor }: DepthReport['settings'], style: TextStyle): string[] {
  const columns: Column<Row>[] = [
    { title: 'levels', width: 6, rank: 0, cell: ({ levels }) => String(levels) },
    { title: 'spacing', width: 8, rank: 0, cell: ({ spacing }) => (spacing === null ? 'any' : spacing.toPrecision(5)) },
    { title: 'chi', width: 10, rank: 0, cell: ({ chi }) => chi.toFixed(8) },
    { title: '1 - chi', width: 9, rank: 1, cell: ({ defect }) => defect.toExponential(3) },
    { title: 'depth scale', width: 11, rank: 0, cell: ({ depthScale }) => sixDigits(depthScale) },
    { title: 'L_max', width: 8, rank: 0, cell: ({ maxDepth }) => sixDigits(maxDepth) },
    { title: 'sigma_w', width: 7, rank: 0, cell: ({ sigmaW }) => sigmaW.toFixed(5) },
  ];
  return [
    ...fieldLines(
      'optimum',
      ['N equally spaced levels from -1 to 1', 'no biases', `L_max = ${factor} depth scales`],
      style.columns,
      INDENT,
    ),
    ...fieldLines('', ['spacing in standard deviations', 'sigma_w for thresholds 2 / (N - 1) apart'], style.columns, INDENT),
    '',
    headLine(columns, style.paint),
    ...rows.map((row) => rowLine(columns, row, style.paint)),
    '',
    ...givenLines(rows, style),
    `1 - chi falls as (N + 1)^${exponent.slope.toFixed(4)}, and L_max grows as N^${(-exponent.slope).toFixed(2)}: fitted to`,
    `${exponent.levels.length} numbers of levels from ${exponent.levels[0]} to ${exponent.levels.at(-1)}.`,
  ];
}

function givenLines(rows: readonly Row[], style: TextStyle): string[] {
  if (rows[0]?.given === undefined) return [];
  const columns: Column<Row>[] = [
    { title: 'levels', width: 6, rank: 0, cell: ({ levels }) => String(levels) },
    { title: 'sigma_w', width: 8, rank: 0, cell: ({ given }) => orDash(given?.sigmaW) },
    { title: 'sigma_b', width: 8, rank: 0, cell: ({ given }) => orDash(given?.sigmaB) },
    { title: 'Qhat', width: 9, rank: 0, cell: ({ given }) => rounded(given?.field?.preVariance ?? 0) },
    { title: 'C*', width: 8, rank: 0, cell: ({ given }) => correlationText(given?.field?.correlation) },
    { title: 'chi', width: 8, rank: 0, cell: ({ given }) => given?.field?.chi.toFixed(6) ?? '-' },
    { title: 'depth scale', width: 11, rank: 0, cell: ({ given }) => orDash(given?.field?.depthScale) },
    { title: 'L_max', width: 8, rank: 0, cell: ({ given }) => orDash(given?.field?.maxDepth) },
  ];
  const lost = rows.some(({ given }) => given?.field === null)
    ? ['Qhat 0: the signal dies out, so that nothing is left to be correlated.']
    : [];
  return [headLine(columns, style.paint), ...rows.map((row) => rowLine(columns, row, style.paint)), ...lost, ''];
}

/** Without a last digit that is rounding only. */
function correlationText(correlation: number | undefined): string {
  return correlation === undefined ? '-' : rounded(Math.abs(correlation) < 1e-9 ? 0 : correlation);
}

function modelLines(model: ModelDepthReport, { factor }: DepthReport['settings'], style: TextStyle): string[] {
  const head = fieldLines('model', [model.path, `opset ${model.opset}`], style.columns, INDENT);
  const endless = model.endless.map((name) => `${name} has levels without end, or too many, and is not analysed.`);
  if (model.activations.length === 0) {
    return [...head, '', 'It has no activation with finitely many levels: there is no depth to tell.', ...endless];
  }
  const columns = fitColumns(modelColumns(model.activations), style.columns);
  return [
    ...head,
    ...fieldLines('depth', [`L_max = ${factor} depth scales`, 'as if all layers were like this one'], style.columns, INDENT),
    '',
    headLine(columns, style.paint),
    ...model.activations.map((row) => rowLine(columns, row, style.paint)),
    '',
    ...model.activations.flatMap((row) => detailLines(row, style.columns)),
    ...endless,
    '',
    ...wrapped(collapseText(model), style.columns),
    ...wrapped(model.assumption, style.columns),
  ];
}

function modelColumns(rows: readonly ActivationRow[]): readonly Column<ActivationRow>[] {
  const width = Math.min(LONGEST_NAME, Math.max(10, ...rows.map(({ name }) => name.length)));
  return [
    { title: 'activation', width, align: 'left', rank: 0, cell: ({ name }) => shortened(name, width) },
    { title: 'levels', width: 6, rank: 0, cell: ({ levels }) => String(levels.length) },
    { title: 'sigma_w', width: 8, rank: 0, cell: ({ sigmaW }) => orDash(sigmaW) },
    { title: 'optimal', width: 8, rank: 0, cell: ({ optimum }) => orDash(optimum?.sigmaW) },
    { title: 'sigma_b', width: 8, rank: 1, cell: ({ sigmaB }) => orDash(sigmaB) },
    { title: 'chi', width: 7, rank: 0, cell: ({ field, dies }) => (dies ? '0' : (field?.chi.toFixed(5) ?? '-')) },
    { title: 'L_max', width: 7, rank: 0, cell: ({ field, dies }) => (dies ? '0' : orDash(field?.maxDepth)) },
    { title: 'left', width: 8, rank: 0, cell: ({ left }) => rounded(left) },
  ];
}

function detailLines(row: ActivationRow, available: number): string[] {
  const { name, kind, layer, thresholds, levels, field, dies, optimum, sigmaWOverOptimal, quantisers, remark } = row;
  const items = [
    `${kind}${quantisers > 1 ? `, the worst of ${quantisers}` : ''}`,
    ...(layer === null ? [] : [`fed by ${shortened(layer.name, 24)}, fan-in ${layer.fanIn}`]),
    `thresholds ${listed(thresholds)}`,
    `levels ${listed(levels)}`,
    ...(field === null ? [] : [`Qhat ${rounded(field.preVariance)}`, `C* ${correlationText(field.correlation)}`, `depth scale ${orDash(field.depthScale)}`]),
    ...(optimum === null ? [] : [`at the optimum L_max ${orDash(optimum.maxDepth)}`]),
    ...(sigmaWOverOptimal === null ? [] : [`sigma_w ${rounded(sigmaWOverOptimal)} times the optimal one`]),
    ...(dies ? ['the signal dies out'] : []),
    ...(remark === null ? [] : [`not analysed: ${remark}`]),
  ]; // prettier-ignore
  return fieldLines(shortened(name, LONGEST_NAME), items, available, LONGEST_NAME + 2);
}

function listed(values: readonly number[]): string {
  if (values.length <= SHOWN) return values.map(rounded).join(' ');
  return `${rounded(values[0] ?? 0)} .. ${rounded(values.at(-1) ?? 0)} (${values.length})`;
}

/** Where correlations are lost, in a sentence. */
export function collapseText({ activations, collapse, threshold }: ModelDepthReport): string {
  const limit = `the limit of ${rounded(threshold)}`;
  if (collapse !== null)
    return `Signal propagation collapses at ${collapse}: less of a difference of correlations is left there than ${limit}.`;
  const last = activations.at(-1)?.left ?? 1;
  return `Signal propagation does not collapse: after the last quantised activation ${rounded(last)} of a difference of correlations is left, above ${limit}.`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
