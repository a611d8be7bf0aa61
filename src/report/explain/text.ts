import { noiseItems } from '../noise.js';
import { rounded, roundedDown, roundedUp } from '../numbers.js';
import { fieldLines, fitColumns, headLine, rowLine, type Column } from '../table.js';
import type { TextStyle } from '../text.js';
import { brief, chosenChannels, copiesItems, quantityOf, rangeText } from './phrases.js';
import type { ChannelReport, ExplainReport, LayerReport } from './schema.js';

const INDENT = 11;

/** An explanation as text: for each layer the channels that were selected, and how much the selections have in common. */
export function explainText(report: ExplainReport, style: TextStyle): string {
  const lines = headFields(report).flatMap(([name, items]) => fieldLines(name, items, style.columns, INDENT));
  for (const layer of report.layers) lines.push('', ...layerLines(layer, report, style));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function headFields(report: ExplainReport): [string, string[]][] {
  const { model, data, settings, score, uncertified } = report;
  const label = data.label === null ? [] : [`label ${data.label}`];
  const certified =
    score.certified === null ? [] : [`certified ${rangeText(roundedDown(score.certified.lower), roundedUp(score.certified.upper))}`];
  return [
    ['model', [model.path, `opset ${model.opset}`, `input ${model.inputShape.join('x')}`, `${model.classes} classes`]],
    ['data', [data.path, `input ${data.index} of ${data.items}`, ...(data.name === undefined ? [] : [data.name]), ...label]],
    ['class', [`${report.class}${report.class === report.prediction ? ', as predicted' : `, predicted is ${report.prediction}`}`]],
    ['copies', copiesItems(settings)],
    ...(model.noise === undefined ? [] : [['noise', noiseItems(model.noise)] as [string, string[]]]),
    ['score', [rounded(score.value), `sampled ${rangeText(rounded(score.minimum), rounded(score.maximum))}`, ...certified]],
    ...(uncertified === null ? [] : [['certified', [`nothing: ${uncertified}`]] as [string, string[]]]),
  ];
}

function layerLines(layer: LayerReport, report: ExplainReport, style: TextStyle): string[] {
  const { channels, selections, height, width } = layer;
  const dead = channels.filter(({ certified }) => certified?.dead === true).length;
  const weak = channels.filter((channel) => channel.weak).length;
  const title = [
    layer.name,
    `${channels.length} channels of ${height}x${width}`,
    quantityOf(layer),
    ...(report.uncertified === null ? [`${dead} certified dead`] : []),
    `${weak} weak`,
  ];
  const rows = chosenChannels(layer);
  const columns = fitColumns(columnsOf(layer, report.uncertified === null), style.columns);
  const table =
    rows.length === 0
      ? ['no channel has a mean of 0.1 or more: none is selected']
      : [headLine(columns, style.paint), ...rows.map((row) => rowLine(columns, row, style.paint))];
  const list = (numbers: readonly number[]): string => (numbers.length === 0 ? '-' : numbers.join(','));
  const baselines = [
    `weight sum ${list(selections.weightSum)}`,
    `weight variance ${list(selections.weightVariance)}`,
    `activation sum ${list(selections.activationSum)}`,
    `activation variance ${list(selections.activationVariance)}`,
  ];
  return [
    ...fieldLines('layer', title, style.columns, INDENT),
    ...table,
    ...fieldLines('overlap', overlapItems(layer), style.columns, INDENT),
    ...fieldLines('baselines', baselines, style.columns, INDENT),
  ];
}

function overlapItems({ overlaps }: LayerReport): string[] {
  const [first] = overlaps;
  if (first === undefined || first.authors === null || first.jaccard === null) return ['-'];
  return [`${first.same} in both selections`, `${rounded(first.authors)} of 0.5 (authors)`, `${rounded(first.jaccard)} (Jaccard)`];
}

function columnsOf({ selections }: LayerReport, certified: boolean): Column<ChannelReport>[] {
  const rank = (chosen: readonly number[], channel: number): string =>
    chosen.includes(channel) ? String(chosen.indexOf(channel) + 1) : '-';
  const floor = (channel: ChannelReport): string =>
    channel.certified === null ? '-' : infinite(channel.certified.precisionFloor, roundedDown);
  const proved: Column<ChannelReport>[] = [
    { title: 'at least', width: 9, rank: 0, cell: floor },
    {
      title: 'certified',
      width: 15,
      rank: 0,
      cell: ({ certified: found }) => (found === null ? '-' : rangeText(roundedDown(found.lower), roundedUp(found.upper))),
    },
  ];
  return [
    { title: 'channel', width: 7, rank: 0, cell: ({ channel }) => String(channel) },
    { title: 'corr.', width: 6, rank: 0, cell: ({ correlation }) => (correlation === null ? '-' : correlation.toFixed(3)) },
    { title: '#', width: 2, rank: 0, cell: ({ channel }) => rank(selections.correlation, channel) },
    { title: 'precision', width: 9, rank: 0, cell: ({ precision }) => infinite(precision, rounded) },
    { title: '#', width: 2, rank: 0, cell: ({ channel }) => rank(selections.precision, channel) },
    ...(certified ? proved.slice(0, 1) : []),
    { title: 'mean', width: 7, rank: 1, cell: ({ mean }) => brief(rounded(mean)) },
    { title: 'sampled', width: 15, rank: 0, cell: ({ minimum, maximum }) => rangeText(rounded(minimum), rounded(maximum)) },
    ...(certified ? proved.slice(1) : []),
  ];
}

function infinite(value: number | null, text: (value: number) => string): string {
  return value === null ? 'inf' : brief(text(value));
}
