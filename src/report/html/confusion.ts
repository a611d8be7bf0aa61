import type { CertifyReport } from '../schema.js';
import { figure, type FigureSpec } from './figure.js';
import type { Html } from './markup.js';

const MOST_CLASSES = 20;

/** How often each class limits the inputs of each label. */
export function confusionFigure({ inputs, model }: CertifyReport): Promise<Html> {
  const pairs = inputs.flatMap(({ label, limitingClass }) =>
    label === null || limitingClass === null ? [] : [{ label, limit: limitingClass }],
  );
  const labels = mostFrequent(pairs.map(({ label }) => label));
  const limits = mostFrequent(pairs.map(({ limit }) => limit));
  const cells = labels.flatMap((label) => {
    return limits.map((limit) => ({ label, limit, count: pairs.filter((pair) => pair.label === label && pair.limit === limit).length }));
  });
  const top = cells.reduce((most, { count }) => Math.max(most, count), 1);
  const spec = (width: number): FigureSpec => {
    const encoding = {
      x: { field: 'limit', type: 'ordinal', title: 'limiting class', axis: { labelAngle: 0, domain: false, ticks: false } },
      y: { field: 'label', type: 'ordinal', title: 'label', axis: { domain: false, ticks: false } },
    };
    const opacity = { field: 'count', type: 'quantitative', scale: { domain: [0, top], range: [0.06, 1] }, legend: null };
    const shown = [
      { mark: { type: 'rect', color: 'var(--certified)', stroke: 'var(--paper)' }, encoding: { ...encoding, opacity } },
      {
        transform: [{ filter: 'datum.count > 0' }],
        mark: { type: 'text', fontSize: width < 400 || limits.length > 12 ? 10 : 12 },
        encoding: {
          ...encoding,
          text: { field: 'count' },
          color: { condition: { test: `datum.count > ${0.55 * top}`, value: 'var(--paper)' }, value: 'var(--ink)' },
        },
      },
    ];
    const height = Math.min(Math.max(28 * labels.length + 50, 120), width < 400 ? 320 : 420);
    return { height, data: { values: cells }, layer: shown } as unknown as FigureSpec;
  };
  const left = model.classes > MOST_CLASSES ? ` Of ${model.classes} classes the ${MOST_CLASSES} most frequent are shown.` : '';
  const worst = cells.reduce((most, cell) => (cell.count > most.count ? cell : most), { label: 0, limit: 0, count: 0 });
  return figure({
    title: 'Which class limits which label',
    description: `Counts of limiting classes by label. The most frequent pair is label ${worst.label} limited by class ${worst.limit}, ${worst.count} times.`,
    caption: `The limiting class has the smallest margin where certification ends; of a misclassified input, it is the class that wins.${left}`,
    spec,
  });
}

/** The most frequent classes, in their own order. */
function mostFrequent(classes: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const each of classes) counts.set(each, (counts.get(each) ?? 0) + 1);
  const ranked = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_CLASSES);
  return ranked.map(([each]) => each).sort((a, b) => a - b);
}
