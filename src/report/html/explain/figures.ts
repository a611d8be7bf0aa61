import { chosenChannels } from '../../explain/phrases.js';
import type { LayerReport } from '../../explain/schema.js';
import { figure, type FigureSpec } from '../figure.js';
import type { Html } from '../markup.js';

/** The values of the selected channels: what was sampled, inside what is proved. */
export function rangeFigure(layer: LayerReport): Promise<Html> {
  const rows = chosenChannels(layer);
  const proved = rows.flatMap(({ channel, certified }) =>
    certified === null ? [] : [{ channel: String(channel), from: certified.lower, to: certified.upper }],
  );
  const sampled = rows.map(({ channel, minimum, maximum }) => ({ channel: String(channel), from: minimum, to: maximum }));
  const order = rows.map(({ channel }) => String(channel));
  const encoding = {
    y: { field: 'channel', type: 'nominal', sort: order, title: 'channel' },
    x: { field: 'from', type: 'quantitative', title: 'value', axis: { tickCount: 5 } },
    x2: { field: 'to' },
  };
  const spec = (): FigureSpec => {
    const layers = [
      { data: { values: proved }, mark: { type: 'bar', color: 'var(--certified-fill)', height: 14 }, encoding },
      { data: { values: sampled }, mark: { type: 'bar', color: 'var(--certified)', height: 5 }, encoding },
    ];
    return { height: 40 + 24 * rows.length, layer: proved.length === 0 ? layers.slice(1) : layers } as unknown as FigureSpec;
  };
  return figure({
    title: 'Values of the selected channels',
    description: `Ranges of the values of channels ${order.join(', ')} over all positions.`,
    legend: [['certified', 'sampled'], ...(proved.length === 0 ? [] : [['range', 'certified'] as const])],
    caption: `Over all positions of the channel.${proved.length === 0 ? '' : ' No input of the region has a value outside the certified range.'}`,
    spec,
  });
}

/** Correlation and precision of all channels; null where none varies. */
export function metricsFigure({ channels, selections }: LayerReport): Promise<Html> | null {
  const values = channels.flatMap(({ channel, correlation, precision, weak }) => {
    if (correlation === null || precision === null) return [];
    const chosen = selections.correlation.includes(channel) || selections.precision.includes(channel);
    return [{ channel: String(channel), correlation, precision, state: weak ? 'weak' : chosen ? 'selected' : 'others' }];
  });
  if (values.length === 0) return null;
  const x = { field: 'precision', type: 'quantitative', scale: { type: 'log' }, axis: { tickCount: 4, format: '.0e', grid: false } };
  const y = { field: 'correlation', type: 'quantitative', axis: { tickCount: 5 } };
  const colours = { selected: 'var(--certified)', others: 'var(--falsified)', weak: 'var(--unknown-strong)' };
  const color = { field: 'state', type: 'nominal', scale: { domain: Object.keys(colours), range: Object.values(colours) }, legend: null };
  const spec = (width: number): FigureSpec => {
    const layer = [
      { mark: { type: 'point', filled: true, size: 46, opacity: 0.85 }, encoding: { x, y, color } },
      {
        mark: { type: 'text', dy: -9, fontSize: 10, color: 'var(--ink)' },
        transform: [{ filter: "datum.state == 'selected'" }],
        encoding: { x, y, text: { field: 'channel' } },
      },
    ];
    return { height: width < 400 ? 230 : 280, data: { values }, layer } as unknown as FigureSpec;
  };
  return figure({
    title: 'Correlation and precision of the channels',
    description: `Each point is one of ${values.length} channels.`,
    legend: [
      ['certified', 'selected'],
      ['run1', 'not selected'],
      ['weak', 'weak'],
    ],
    caption: 'Channels that do not vary have no correlation, and are left out.',
    spec,
  });
}
