import { roundEpsilons } from '../epsilons.js';
import { duration, percent, rounded, roundedDown } from '../numbers.js';
import type { CertifyReport, InputReport } from '../schema.js';
import { isCertified, mean, medianOf } from './classes.js';
import { comparedCurves } from './curve-figure.js';
import { isCorrect, largestEpsilon, radiusOf } from './curves.js';
import { figure, type FigureSpec } from './figure.js';
import { html, type Html } from './markup.js';
import type { NamedRun } from './named-run.js';
import { table, type HtmlColumn } from './table.js';

const MOST_CHANGES = 10;

/** Several runs beside each other: in numbers, in curves, and, where they certified the same inputs, input by input against the first. */
export async function comparison(runs: readonly NamedRun[]): Promise<Html> {
  const withRadii = runs.filter(({ report }) => report.settings.epsilon === undefined);
  const norms = [...new Set(withRadii.map(({ report }) => report.settings.norm))];
  const curves = [];
  for (const norm of norms) {
    const group = withRadii.filter(({ report }) => report.settings.norm === norm);
    if (group.length > 1) curves.push(await comparedCurves(group, norm));
  }
  const pairs = [];
  for (const other of runs.slice(1)) if (runs[0] !== undefined) pairs.push(await pairwise(runs[0], other));
  return html`${overview(runs)}
    <div class="pair">${curves}</div>
    ${pairs}`;
}

function overview(runs: readonly NamedRun[]): Html {
  const radii = runs.flatMap(({ report }) => report.inputs.map(radiusOf).filter(Number.isFinite));
  const asked = runs.flatMap(({ report: { settings } }) => settings.epsilon ?? []);
  const epsilons = [...new Set([...roundEpsilons(radii).slice(-3), ...asked])].sort((a, b) => a - b);
  const columns: HtmlColumn<NamedRun>[] = [
    { title: 'run', text: true, cell: ({ name, position }) => html`<i class="dot run${position % 6}"></i>${name}` },
    { title: 'method', text: true, cell: ({ report: { settings } }) => `${settings.method}, ${settings.norm}` },
    { title: 'inputs', cell: ({ report }) => report.inputs.length },
    { title: 'clean accuracy', cell: ({ report: { inputs } }) => percent(inputs.filter(isCorrect).length, inputs.length) },
    ...epsilons.map((epsilon): HtmlColumn<NamedRun> => ({
      title: `certified at ${roundedDown(epsilon)}`,
      cell: ({ report }) => certifiedAt(report, epsilon),
    })),
    { title: 'mean radius', cell: ({ report }) => statistic(report, mean) },
    { title: 'median radius', cell: ({ report }) => statistic(report, medianOf) },
    { title: 'CPU time', cell: ({ report: { summary } }) => duration(summary.cpuSeconds) },
  ];
  return table('All runs', columns, runs);
}

function certifiedAt({ inputs, settings }: CertifyReport, epsilon: number): string {
  if (settings.epsilon !== undefined && settings.epsilon !== epsilon) return '-';
  const holds = (input: InputReport): boolean => isCertified(input) && (settings.epsilon !== undefined || radiusOf(input) >= epsilon);
  return percent(inputs.filter(holds).length, inputs.length);
}

function statistic({ inputs, settings }: CertifyReport, of: (sorted: readonly number[]) => number): string {
  const radii = inputs.map(radiusOf).filter(Number.isFinite).sort((a, b) => a - b); // prettier-ignore
  return settings.epsilon === undefined ? roundedDown(of(radii)) : '-';
}

interface Change {
  readonly index: number;
  readonly label: number | null;
  readonly before: InputReport;
  readonly after: InputReport;
}

/** What became of each input from one run to another. */
async function pairwise(first: NamedRun, second: NamedRun): Promise<Html> {
  const title = `${second.name} against ${first.name}`;
  const changes = sameInputs(first.report, second.report);
  if (changes === null || changes.length === 0) {
    return html`<h3>${title}</h3>
      <p class="note">These runs asked different questions or had different inputs: there is no comparison input by input.</p>`;
  }
  const withRadii = first.report.settings.epsilon === undefined;
  const strength = (input: InputReport): number => (withRadii ? radiusOf(input) : Number(isCertified(input)));
  const gain = ({ before, after }: Change): number => (strength(after) === strength(before) ? 0 : strength(after) - strength(before));
  const better = changes.filter((change) => gain(change) > 0).length;
  const worse = changes.filter((change) => gain(change) < 0).length;
  const drops = changes.filter((change) => gain(change) < 0).sort((a, b) => gain(a) - gain(b)).slice(0, MOST_CHANGES); // prettier-ignore
  const [more, less] = withRadii
    ? ['have a larger certified radius', 'a smaller one']
    : [`are certified in ${second.name} only`, `in ${first.name} only`];
  const state = (input: InputReport): string => (withRadii ? roundedDown(radiusOf(input)) : (input.verdict ?? input.status));
  const columns: HtmlColumn<Change>[] = [
    { title: 'input', cell: ({ index }) => index },
    { title: 'label', cell: ({ label }) => label ?? '-' },
    { title: first.name, cell: ({ before }) => state(before) },
    { title: second.name, cell: ({ after }) => state(after) },
    ...(withRadii ? [{ title: 'change', cell: (change: Change) => (Number.isFinite(gain(change)) ? rounded(gain(change)) : '-') }] : []),
  ];
  return html`<h3>${title}</h3>
    <p>
      Of ${changes.length} inputs that both have, <b>${better}</b> ${more}, <b>${worse}</b> ${less}; for ${changes.length - better - worse}
      nothing has changed.
    </p>
    ${withRadii ? await scatter(first, second, changes) : null}
    ${drops.length === 0 ? null : table(`Largest losses (${drops.length} of ${worse})`, columns, drops)}`;
}

function scatter(first: NamedRun, second: NamedRun, changes: readonly Change[]): Promise<Html> {
  const most = Math.max(largestEpsilon(first.report.inputs), largestEpsilon(second.report.inputs));
  const values = changes.map(({ before, after }) => ({ x: Math.min(radiusOf(before), most), y: Math.min(radiusOf(after), most) }));
  const axis = (field: string, name: string): object => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, most], nice: false },
    title: `radius, ${name}`,
    axis: { tickCount: 5 },
  });
  const spec = (width: number): FigureSpec => {
    const encoding = { x: axis('x', first.name), y: axis('y', second.name) };
    const layer = [
      {
        data: {
          values: [
            { x: 0, y: 0 },
            { x: most, y: most },
          ],
        },
        mark: { type: 'line', color: 'var(--muted)', strokeWidth: 1, strokeDash: [3, 3] },
        encoding,
      },
      { data: { values }, mark: { type: 'point', filled: true, size: 34, color: 'var(--certified)', opacity: 0.65 }, encoding },
    ];
    return { height: width < 400 ? 290 : 380, layer } as unknown as FigureSpec;
  };
  return figure({
    title: 'Certified radius, input by input',
    description: `Each point is an input: its radius in ${first.name} and in ${second.name}.`,
    caption: 'Above the dashed line the radius has grown, below it has shrunk.',
    spec,
  });
}

/** Inputs of equal index and label; null where the runs cannot be compared. */
function sameInputs(first: CertifyReport, second: CertifyReport): Change[] | null {
  const question = ({ settings, data }: CertifyReport): string => JSON.stringify([settings.norm, settings.epsilon, data.items]);
  if (question(first) !== question(second)) return null;
  const others = new Map(second.inputs.map((input) => [input.index, input]));
  return first.inputs.flatMap((before) => {
    const after = others.get(before.index);
    return after === undefined || after.label !== before.label ? [] : [{ index: before.index, label: before.label, before, after }];
  });
}
