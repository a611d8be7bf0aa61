import type { NeuronExplanation } from '../../../explain/result.js';
import { brief, chosenChannels, quantityOf, rangeText } from '../../explain/phrases.js';
import type { ChannelReport, LayerReport } from '../../explain/schema.js';
import { rounded, roundedDown, roundedUp } from '../../numbers.js';
import { html, type Html } from '../markup.js';
import { type HtmlColumn, table } from '../table.js';
import { metricsFigure, rangeFigure } from './figures.js';
import { patchCards } from './patches.js';

const NAMES = {
  correlation: 'correlation',
  precision: 'precision',
  weightSum: 'sum of weights',
  weightVariance: 'variance of weights',
  activationSum: 'sum of activation',
  activationVariance: 'variance of activation',
} as const;

/** One convolution of an explanation. */
export async function layerSection(layer: LayerReport, explanation: NeuronExplanation, position: number): Promise<Html> {
  const { name, op, channels, height, width } = layer;
  const chosen = chosenChannels(layer);
  const certified = explanation.uncertified === null;
  const dead = channels.filter((channel) => channel.certified?.dead === true).length;
  const full = explanation.layers[position];
  return html`<section id="layer-${position}">
    <h2>${name}</h2>
    <p>
      ${op}, ${channels.length} channels of ${height} x ${width}, sampled ${quantityOf(layer)}.
      ${certified ? `${dead} are certified dead.` : ''} ${channels.filter(({ weak }) => weak).length} are weak.
    </p>
    ${chosen.length === 0 ? html`<p class="note">No channel has a mean of 0.1 or more: none is selected.</p>` : null}
    ${chosen.length === 0 ? null : table('Selected channels', columnsOf(layer, certified), chosen)}
    <div class="pair">${chosen.length === 0 ? null : await rangeFigure(layer)}${await metricsFigure(layer)}</div>
    ${full === undefined ? null : patchCards(explanation, full)} ${table('Selections compared', OVERLAPS, layer.overlaps)}
    <details>
      <summary>All channels</summary>
      ${table('All channels', [...columnsOf(layer, certified), ...BASELINES], channels)}
    </details>
  </section>`;
}

const OVERLAPS: readonly HtmlColumn<LayerReport['overlaps'][number]>[] = [
  { title: 'selections', text: true, cell: ({ metrics: [first, second] }) => `${NAMES[first]} and ${NAMES[second]}` },
  { title: 'in both', cell: ({ same }) => same },
  { title: 'authors (at most 0.5)', cell: ({ authors }) => (authors === null ? '-' : rounded(authors)) },
  { title: 'Jaccard', cell: ({ jaccard }) => (jaccard === null ? '-' : rounded(jaccard)) },
];

const BASELINES: readonly HtmlColumn<ChannelReport>[] = (
  ['weightSum', 'weightVariance', 'activationSum', 'activationVariance'] as const
).map((key) => ({
  title: NAMES[key],
  cell: (channel) => brief(rounded(channel[key])),
}));

function columnsOf({ selections }: LayerReport, certified: boolean): HtmlColumn<ChannelReport>[] {
  const rank = (chosen: readonly number[], channel: number): string => (chosen.includes(channel) ? `#${chosen.indexOf(channel) + 1}` : '');
  const infinite = (value: number | null, text: (value: number) => string): string => (value === null ? 'infinite' : brief(text(value)));
  const proved: HtmlColumn<ChannelReport>[] = [
    {
      title: 'certified precision, at least',
      cell: ({ certified: found }) => (found === null ? '-' : infinite(found.precisionFloor, roundedDown)),
    },
    {
      title: 'certified values',
      cell: ({ certified: found }) =>
        found === null ? '-' : `${rangeText(roundedDown(found.lower), roundedUp(found.upper))}${found.dead ? ', dead' : ''}`,
    },
  ];
  return [
    { title: 'channel', cell: ({ channel, weak }) => `${channel}${weak ? ' (weak)' : ''}` },
    { title: 'correlation', cell: ({ correlation }) => (correlation === null ? '-' : correlation.toFixed(3)) },
    { title: 'rank', cell: ({ channel }) => rank(selections.correlation, channel) },
    { title: 'precision', cell: ({ precision }) => infinite(precision, rounded) },
    { title: 'rank', cell: ({ channel }) => rank(selections.precision, channel) },
    ...(certified ? proved.slice(0, 1) : []),
    { title: 'mean', cell: ({ mean }) => brief(rounded(mean)) },
    { title: 'sampled values', cell: ({ minimum, maximum }) => rangeText(rounded(minimum), rounded(maximum)) },
    ...(certified ? proved.slice(1) : []),
  ];
}
