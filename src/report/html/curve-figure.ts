import type { CertifyReport } from '../schema.js';
import { attackCurve, certifiedCurve, largestEpsilon } from './curves.js';
import { figure, type FigureSpec } from './figure.js';
import type { Html } from './markup.js';
import type { NamedRun } from './named-run.js';

const SHARE = {
  field: 'share',
  type: 'quantitative',
  scale: { domain: [0, 1] },
  title: 'share of inputs',
  axis: { format: '.0%', tickCount: 5 },
};

function epsilonAxis(norm: string, most: number, width: number): object {
  const scale = { domain: [0, most], nice: false };
  return { field: 'epsilon', type: 'quantitative', scale, title: `${norm} epsilon`, axis: { tickCount: width < 400 ? 4 : 8, grid: false } };
}

/** Certified accuracy over epsilon, the attack's curve above it, and what is unknown between them. */
export function curveFigure({ inputs, settings }: CertifyReport): Promise<Html> {
  const most = largestEpsilon(inputs);
  const upper = { values: attackCurve({ inputs }, most) };
  const lower = { values: certifiedCurve({ inputs }, most) };
  const attacked = settings.attack ? 'no counterexample found' : 'classified correctly (there was no attack)';
  const spec = (width: number): FigureSpec => {
    const encoding = { x: epsilonAxis(settings.norm, most, width), y: SHARE };
    const layer = [
      { data: upper, mark: { type: 'area', interpolate: 'step-after', color: 'var(--unknown)', opacity: 1 }, encoding },
      { data: lower, mark: { type: 'area', interpolate: 'step-before', color: 'var(--certified-fill)', opacity: 1 }, encoding },
      {
        data: upper,
        mark: { type: 'line', interpolate: 'step-after', color: 'var(--falsified)', strokeWidth: 2, strokeDash: [5, 3] },
        encoding,
      },
      { data: lower, mark: { type: 'line', interpolate: 'step-before', color: 'var(--certified)', strokeWidth: 2.5 }, encoding },
    ];
    return { height: width < 400 ? 230 : 300, layer } as unknown as FigureSpec;
  };
  return figure({
    title: 'Certified accuracy over epsilon',
    description: `From ${percentText(lower.values[0]?.share)} certified for the smallest balls down to ${percentText(lower.values.at(-1)?.share)} at ${settings.norm} epsilon ${most.toPrecision(3)}; above, the share for which the attack found nothing.`,
    legend: [
      ['certified', 'certified'],
      ['unknown', 'unknown'],
      ['falsified', attacked],
    ],
    caption:
      'Below the lower curve, decisions are proved not to change. Above the upper one, counterexamples are known, or the input is misclassified as it is. Between them, neither is shown.',
    spec,
  });
}

/** The certified accuracy of several runs of one norm over epsilon; dashed: their attacks. */
export function comparedCurves(runs: readonly NamedRun[], norm: string): Promise<Html> {
  const most = Math.max(...runs.map(({ report }) => largestEpsilon(report.inputs)));
  const spec = (width: number): FigureSpec => {
    const encoding = { x: epsilonAxis(norm, most, width), y: SHARE };
    const layer = runs.flatMap(({ report, position }) => {
      const color = `var(--run${position % 6})`;
      return [
        {
          data: { values: attackCurve(report, most) },
          mark: { type: 'line', interpolate: 'step-after', color, strokeWidth: 1.2, strokeDash: [4, 3] },
          encoding,
        },
        {
          data: { values: certifiedCurve(report, most) },
          mark: { type: 'line', interpolate: 'step-before', color, strokeWidth: 2.5 },
          encoding,
        },
      ];
    });
    return { height: width < 400 ? 230 : 300, layer } as unknown as FigureSpec;
  };
  return figure({
    title: `Certified accuracy over ${norm} epsilon`,
    description: runs
      .map(({ name, report }) => `${name}: ${percentText(certifiedCurve(report, most)[0]?.share)} certified for the smallest balls`)
      .join('; '),
    legend: runs.map(({ name, position }) => [`run${position % 6}`, name] as const),
    caption: 'Solid: certified. Dashed: no counterexample found.',
    spec,
  });
}

function percentText(share = 0): string {
  return `${Math.floor(100 * share)} %`;
}
