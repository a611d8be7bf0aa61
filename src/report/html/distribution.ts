import { worstMargin } from '../input-columns.js';
import { rounded } from '../numbers.js';
import type { CertifyReport, InputReport } from '../schema.js';
import { attackedOf, isCorrect, largestEpsilon, radiusOf } from './curves.js';
import { figure, type FigureSpec } from './figure.js';
import type { Html } from './markup.js';

const BINS = 24;

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How often values fall into equal parts of [low, high]; what lies outside is left out. */
export function binned(values: readonly number[], low: number, high: number): Bin[] {
  const width = (high - low) / BINS;
  const at = (value: number): number => Math.min(Math.floor((value - low) / width), BINS - 1);
  const inside = values.filter((value) => value >= low && value <= high);
  return Array.from({ length: BINS }, (_, k) => ({
    from: low + k * width,
    to: low + (k + 1) * width,
    count: inside.filter((value) => at(value) === k).length,
  }));
}

/** How the certified radii, and those of the attack, are distributed. */
export function radiusDistribution({ inputs, settings, summary }: CertifyReport): Promise<Html> {
  const correct = inputs.filter(isCorrect);
  const most = largestEpsilon(inputs);
  const certified = binned(correct.map(radiusOf).filter((radius) => radius > 0), 0, most); // prettier-ignore
  const attacked = binned(correct.map(attackedOf), 0, most);
  const without = inputs.length - correct.length;
  const unbounded = inputs.filter(({ radiusUnbounded }) => radiusUnbounded === true).length;
  const median = rounded(summary.radius?.median ?? 0);
  return figure({
    title: 'Distribution of radii',
    description: `Histogram of the certified ${settings.norm} radii of ${correct.length} inputs; the median over all inputs is ${median}.`,
    legend: [['certified', 'certified radius'], ...(settings.attack ? [['outline', 'distance of the counterexample'] as const] : [])],
    caption: `${without === 0 ? 'All inputs are classified correctly.' : `${without} of ${inputs.length} inputs are misclassified or failed, and not in the picture.`}${unbounded === 0 ? '' : ` ${unbounded} are certified at every epsilon.`}`,
    spec: (width) => histogram(certified, settings.attack ? attacked : null, `${settings.norm} radius`, width),
  });
}

/** How the smallest proved margins of a run with an epsilon are distributed. */
export function marginDistribution({ inputs, settings }: CertifyReport): Promise<Html> {
  const proved = inputs.map(worstMargin).filter((margin) => margin !== null);
  const low = proved.reduce((least, margin) => Math.min(least, margin), 0);
  const high = proved.reduce((most, margin) => Math.max(most, margin), 0);
  const positive = proved.filter((margin) => margin > 0).length;
  return figure({
    title: 'Distribution of the smallest proved margin',
    description: `Histogram of the smallest lower bound of a margin at epsilon ${settings.epsilon ?? 0}: above 0 for ${positive} of ${inputs.length} inputs.`,
    caption: `Above 0 the input is certified. ${inputs.length - proved.length} inputs have no bound: misclassified, failed, or nothing could be proved.`,
    spec: (width) =>
      histogram(binned(proved, low, low === high ? low + 1 : high), null, 'smallest lower bound of logit[label] - logit[class]', width),
  });
}

/** What became of the inputs of a run with an epsilon. */
export function verdictFigure({ inputs, settings }: CertifyReport): Promise<Html> {
  const kinds = [
    ['certified', 'var(--certified)'],
    ['unknown', 'var(--unknown-strong)'],
    ['falsified', 'var(--falsified)'],
    ['misclassified', 'var(--muted)'],
    ['error', 'var(--ink)'],
  ] as const;
  const values = kinds.map(([kind, color]) => ({ kind, color, count: inputs.filter((input) => verdictKind(input) === kind).length }));
  const order = kinds.map(([kind]) => kind);
  const encoding = {
    y: { field: 'kind', type: 'nominal', sort: order, title: null, axis: { domain: false, ticks: false, labelFontSize: 13 } },
    x: { field: 'count', type: 'quantitative', title: 'inputs', axis: { tickMinStep: 1, format: 'd', tickCount: 5 } },
  };
  const spec = (): FigureSpec => {
    const layer = [
      { mark: { type: 'bar', height: 18 }, encoding: { ...encoding, color: { field: 'color', type: 'nominal', scale: null } } },
      {
        mark: { type: 'text', align: 'left', dx: 5, color: 'var(--ink)', fontSize: 12 },
        encoding: { ...encoding, text: { field: 'count' } },
      },
    ];
    return { height: 190, data: { values }, layer } as unknown as FigureSpec;
  };
  return figure({
    title: `Verdicts at ${settings.norm} epsilon ${settings.epsilon ?? 0}`,
    description: values.map(({ kind, count }) => `${kind}: ${count}`).join(', '),
    spec,
  });
}

function verdictKind({ status, verdict }: InputReport): string {
  return status === 'misclassified' || status === 'error' ? status : (verdict ?? 'unknown');
}

function histogram(bars: readonly Bin[], outline: readonly Bin[] | null, title: string, width: number): FigureSpec {
  const x = { field: 'from', type: 'quantitative', bin: 'binned', title, axis: { tickCount: width < 400 ? 4 : 8, grid: false } };
  const y = { field: 'count', type: 'quantitative', title: 'inputs', axis: { tickMinStep: 1, format: 'd', tickCount: 5 } };
  const layer = [
    { data: { values: bars }, mark: { type: 'bar', color: 'var(--certified)', binSpacing: 1 }, encoding: { x, x2: { field: 'to' }, y } },
    ...(outline === null
      ? []
      : [
          {
            data: { values: [...outline, { from: outline.at(-1)?.to, count: outline.at(-1)?.count }] },
            mark: { type: 'line', interpolate: 'step-after', color: 'var(--falsified)', strokeWidth: 1.5 },
            encoding: { x: { ...x, bin: undefined }, y },
          },
        ]),
  ];
  return { height: width < 400 ? 180 : 220, layer } as unknown as FigureSpec;
}
