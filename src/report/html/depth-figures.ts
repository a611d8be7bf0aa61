import type { DepthReport, ModelDepthReport, TradeOff } from '../depth-schema.js';
import { collapseText } from '../depth-text.js';
import { rounded } from '../numbers.js';
import type { Figure, FigureSpec } from './figure.js';

/** The figure of a result: of the trade-off without a model, else of what is left from one activation to the next; null: there is nothing to draw. */
export function depthFigure({ settings, tradeOff, model }: DepthReport): Figure | null {
  if (model !== undefined) return model.activations.length === 0 ? null : leftFigure(model);
  return tradeOff === undefined ? null : tradeOffFigure(tradeOff, settings.factor);
}

function tradeOffFigure({ rows, exponent }: TradeOff, factor: number): Figure {
  const points = rows.flatMap(({ levels, maxDepth }) => (maxDepth === null ? [] : [{ levels, depth: maxDepth }]));
  const given = rows.flatMap(({ levels, given }) => (given?.field?.maxDepth ? [{ levels, depth: given.field.maxDepth }] : []));
  const [first, last] = [Math.min(...points.map(({ levels }) => levels)), Math.max(...points.map(({ levels }) => levels))];
  const fitted = [...new Set([first, ...points.map(({ levels }) => levels), last])].map((levels) => {
    return { levels, depth: factor / (Math.exp(exponent.intercept) * (levels + 1) ** exponent.slope) };
  });
  const spec = (width: number): FigureSpec => {
    const logarithmic = (title: string) => ({ type: 'quantitative', scale: { type: 'log' }, title });
    const encoding = {
      x: { field: 'levels', ...logarithmic('levels N'), axis: { grid: false, tickCount: width < 400 ? 3 : 6, format: 'd' } },
      y: { field: 'depth', ...logarithmic('L_max, layers'), axis: { tickCount: 5, format: '~s' } },
    };
    const layer = [
      { data: { values: fitted }, mark: { type: 'line', color: 'var(--unknown-strong)', strokeWidth: 1.5, strokeDash: [5, 3] }, encoding },
      { data: { values: points }, mark: { type: 'point', filled: true, size: 55, opacity: 1, color: 'var(--run0)' }, encoding },
      { data: { values: given }, mark: { type: 'point', shape: 'square', size: 55, opacity: 1, color: 'var(--run1)' }, encoding },
    ];
    return { height: width < 400 ? 230 : 300, layer } as unknown as FigureSpec;
  };
  const initialised = given.length === 0 ? '' : ' Squares: with the given sigma_w and sigma_b.';
  return {
    title: `How deep a network of N levels can go: L_max over N`,
    description: points.map(({ levels, depth }) => `${levels} levels: ${rounded(depth)} layers`).join('; '),
    caption: `Dots: the optimal initialisation, L_max = ${factor} depth scales. Dashed: 1 - chi proportional to (N + 1)^${exponent.slope.toFixed(4)}, fitted to ${exponent.levels.length} N up to ${exponent.levels.at(-1)}.${initialised}`,
    spec,
  };
}

function leftFigure(model: ModelDepthReport): Figure {
  const least = model.threshold / 10;
  const values = model.activations.map(({ name, left }, k) => ({ order: k + 1, label: `${k + 1} ${name}`, left: Math.max(left, least) }));
  const limit = [{ limit: model.threshold }];
  const spec = (width: number): FigureSpec => {
    const y = { type: 'quantitative', scale: { type: 'log', domain: [least, 1] }, title: 'left of a difference', axis: { tickCount: 4 } };
    const x = {
      field: 'label',
      type: 'ordinal',
      sort: { field: 'order' },
      title: 'quantised activation',
      axis: { labelLimit: width / 4, labelAngle: -30 },
    };
    const layer = [
      { data: { values: limit }, mark: { type: 'rule', color: 'var(--falsified)', strokeDash: [5, 3] }, encoding: { y: { field: 'limit', ...y } } },
      {
        data: { values },
        mark: { type: 'line', color: 'var(--run0)', strokeWidth: 2, point: { filled: true, size: 55, color: 'var(--run0)' } },
        encoding: { x, y: { field: 'left', ...y } },
      },
    ]; // prettier-ignore
    return { height: width < 400 ? 230 : 300, layer } as unknown as FigureSpec;
  };
  return {
    title: 'What is left of a difference of correlations',
    description: model.activations.map(({ name, left }) => `${name}: ${rounded(left)}`).join('; '),
    caption: `The product of chi from the input on. Dashed: the limit of ${rounded(model.threshold)}. ${collapseText(model)}`,
    spec,
  };
}
