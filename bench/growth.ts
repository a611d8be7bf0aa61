import { availableParallelism } from 'node:os';
import type { BoundTiming } from './support/bound-timing.js';
import { runJob } from './support/child.js';
import type { NetSpec } from './support/generated-net.js';
import { deliver, FILTER, plainLoop, QUICK, say, type Column, type Row } from './support/part.js';

/**
 * How time and memory grow with the network (width, depth, side of the image), and with the run (inputs, threads; threads on one input). Networks are generated: 3x3
 * convolutions, the first with stride 2, ReLUs, a dense layer. Each point is a process of its own.
 */

const COLUMNS: readonly Column[] = [
  { key: 'seconds', title: 'CPU s', digits: 4, better: 'less', scaled: true },
  { key: 'wall', title: 'wall s', digits: 3 },
  { key: 'first', title: 'first wall s', digits: 3 },
  { key: 'gigaMultiplyAdds', title: 'G multiply-adds', digits: 4, better: 'less' },
  { key: 'perGiga', title: 'CPU s per G', digits: 4 },
  { key: 'rssMb', title: 'peak MB', digits: 0, better: 'less' },
];

const BASE: NetSpec = { side: 28, width: 8, depth: 4 };
const EPSILON = 0.005;

interface Point {
  readonly name: string;
  readonly sweep: string;
  readonly measure: () => Row['values'] | null;
}

/** Bounds of one input. */
function net(sweep: string, size: number, spec: NetSpec): Point {
  const measure = (): Row['values'] | null => {
    const job = [spec.side, spec.width, spec.depth, EPSILON].map(String);
    const timing = runJob('generated-bounds', ...job) as BoundTiming | null;
    if (timing === null) return null;
    const giga = timing.multiplyAdds / 1e9;
    const seconds = timing.medianCpuSeconds;
    return { seconds, wall: null, first: null, gigaMultiplyAdds: giga, perGiga: seconds / giga, rssMb: timing.peakRssMb };
  };
  return { name: `${sweep} ${size}`, sweep, measure };
}

/** A run over many inputs: seconds of the whole run, its threads' start included, and until the first result. */
function run(sweep: string, size: number, inputs: number, threads: number, width = 8): Point {
  const measure = (): Row['values'] | null => {
    const result = runJob('generated-run', String(inputs), String(threads), String(width)) as Record<
      'firstSeconds' | 'wallSeconds' | 'cpuSeconds' | 'peakRssMb',
      number
    > | null;
    if (result === null) return null;
    return {
      seconds: result.cpuSeconds,
      wall: result.wallSeconds,
      first: result.firstSeconds,
      gigaMultiplyAdds: null,
      perGiga: null,
      rssMb: result.peakRssMb,
    };
  };
  return { name: `${sweep} ${size}`, sweep, measure };
}

/** One wide input: seconds of that input alone, on threads that were just started, and of later rounds on the same threads. */
function single(threads: number): Point {
  const measure = (): Row['values'] | null => {
    const result = runJob('one-input', String(threads)) as Record<
      'firstSeconds' | 'wallSeconds' | 'cpuSeconds' | 'peakRssMb',
      number
    > | null;
    if (result === null) return null;
    const { cpuSeconds: seconds, wallSeconds: wall, firstSeconds: first, peakRssMb: rssMb } = result;
    return { seconds, wall, first, gigaMultiplyAdds: null, perGiga: null, rssMb };
  };
  return { name: `one input, threads ${threads}`, sweep: 'one input', measure };
}

const upTo = <T extends number>(most: number, sizes: readonly T[]): T[] => sizes.filter((size) => size <= most);
const threads = Array.from({ length: availableParallelism() }, (_, i) => i + 1);
const points: readonly Point[] = [
  ...upTo(QUICK ? 4 : 8, [1, 2, 4, 8]).map((size) => net('width x', size, { ...BASE, width: BASE.width * size })),
  ...upTo(QUICK ? 6 : 16, [2, 4, 6, 8, 12, 16]).map((size) => net('depth', size, { ...BASE, depth: size })),
  ...upTo(QUICK ? 48 : 128, [16, 28, 48, 64, 96, 128]).map((size) => net('side', size, { ...BASE, side: size })),
  ...upTo(QUICK ? 100 : 1000, [1, 10, 100, 1000]).map((size) => run('inputs', size, size, 1)),
  // As many small inputs as take seconds, and as many larger ones as take a minute: each thread compiles everything again.
  ...threads.map((size) => run('small inputs, threads', size, QUICK ? 50 : 400, size)),
  ...threads.map((size) => run('batch, threads', size, QUICK ? 200 : 12_000, size, 24)),
  ...[...new Set([1, threads.length])].map(single),
];

/** The exponent of multiply-adds that fits the time of a sweep best (least squares of logarithms): 1 is linear, less is better. */
function exponent(rows: readonly { readonly values: Row['values'] }[]): number {
  const points = rows.map(({ values }) => [Math.log(values['gigaMultiplyAdds'] ?? NaN), Math.log(values['seconds'] ?? NaN)] as const);
  const mean = (i: 0 | 1): number => points.reduce((sum, point) => sum + point[i], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

/**
 * The straight line `fixed + perGiga * multiply-adds` whose largest relative distance from the times is least, and that distance. What an input
 * costs whatever its size shows in `fixed`. By Lawson's algorithm: least squares, over and over, with weights that grow where the line is far off.
 */
function straightLine(rows: readonly { readonly values: Row['values'] }[]): { fixed: number; perGiga: number; distance: number } {
  // Relative distances are fixed * a + perGiga * b - 1 with a = 1 / y, b = x / y.
  const points = rows.map(({ values }) => {
    const [x, y] = [values['gigaMultiplyAdds'] ?? NaN, values['seconds'] ?? NaN];
    return { a: 1 / y, b: x / y };
  });
  let weights = points.map(() => 1 / points.length);
  let best = { fixed: NaN, perGiga: NaN, distance: Infinity };
  for (let round = 0; round < 2000; round++) {
    const sum = (term: (a: number, b: number) => number): number =>
      points.reduce((total, { a, b }, i) => total + (weights[i] ?? NaN) * term(a, b), 0);
    const [aa, ab, bb, a1, b1] = [sum((a) => a * a), sum((a, b) => a * b), sum((_, b) => b * b), sum((a) => a), sum((_, b) => b)];
    const determinant = aa * bb - ab * ab;
    const [fixed, perGiga] = [(a1 * bb - b1 * ab) / determinant, (aa * b1 - ab * a1) / determinant];
    const distances = points.map(({ a, b }) => Math.abs(fixed * a + perGiga * b - 1));
    const distance = Math.max(...distances);
    if (distance < best.distance) best = { fixed, perGiga, distance };
    const grown = weights.map((weight, i) => weight * (distances[i] ?? NaN));
    const total = grown.reduce((all, weight) => all + weight, 0);
    weights = grown.map((weight) => weight / total);
  }
  return best;
}

/** How far the times of a sweep are from linear: greatest over least seconds per multiply-add, the exponent, and the nearest straight line. */
function spread(sweep: string, rows: readonly (Row & { readonly sweep: string })[]): string[] {
  const points = rows.filter((row) => row.sweep === sweep);
  const rates = points.map(({ values }) => values['perGiga'] ?? NaN);
  if (rates.length < 2 || !rates.every(Number.isFinite)) return [];
  const ratio = (Math.max(...rates) / Math.min(...rates)).toFixed(2);
  const { fixed, perGiga, distance } = straightLine(points);
  const line = `${(1e3 * fixed).toFixed(1)} ms + ${(1e3 * perGiga).toFixed(0)} ms per G, off by ${(100 * distance).toFixed(0)} % at most`;
  return [`${sweep.replace(' x', '')} ${ratio} (exponent ${exponent(points).toFixed(2)}; ${line})`];
}

const rows = points.flatMap(({ name, sweep, measure }) => {
  if (!FILTER.test(name)) return [];
  say(`growth: ${name}`);
  const values = measure();
  return values === null ? [] : [{ name, sweep, values }];
});
const spreads = ['width x', 'depth', 'side'].flatMap((sweep) => spread(sweep, rows));
const notes = [
  `Width, depth and side: bounds of one input at linf ${EPSILON} (width x1 is ${BASE.width} channels; else depth ${BASE.depth}, side ${BASE.side}), median. Inputs and threads: a whole run of verdicts, threads started within it; first: until the first result. One input: a verdict of mnist_convbig at linf 0.01 (without it, of a generated net of 64 channels), its own time, threads that help included; the first one on these threads, and the median of later ones.`,
  ...(spreads.length === 0
    ? []
    : [
        `Greatest over least CPU time per multiply-add in a sweep, the exponent of multiply-adds that fits the times (1: linear), and the straight line whose largest relative distance from them is least: ${spreads.join('; ')}.`,
      ]),
];
deliver({
  name: 'growth',
  title: 'Growth',
  notes,
  loop: plainLoop(),
  columns: COLUMNS,
  rows: rows.map(({ name, values }) => ({ name, values })),
});
