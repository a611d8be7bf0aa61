// Speed of the WASM kernels, one thread: GF/s of useful work (1e9 flop per CPU second, median) and its share of a plain
// multiply-add loop of the same precision in the same WebAssembly. Run: npm run bench kernels
// BENCH_KERNEL=f32 measures the kernels on singles.
// BENCH_FILTER='facts|dense' chooses groups, BENCH_LEAST=1 takes the least time instead of the median (busy machine).
import { deliver, QUICK, say, type Row } from './support/part.js';
import type { Coefficients, ConvShape, ConvStep, Engine } from '../src/engine/engine.js';
import { createSharedMemory } from '../src/engine/wasm/heap.js';
import { builtKernels, instantiateKernels } from '../src/engine/wasm/kernels.js';
import { createWasmEngine } from '../src/engine/wasm/wasm-engine.js';
import { simdToMeasure } from './support/simd.js';

const REPETITIONS = QUICK ? 3 : 7;
const LEAST = process.env['BENCH_LEAST'] === '1';
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 0.04);

/** CPU seconds of one call: median or least of a few repetitions. */
function measure(call: () => void): number {
  const cpu = (calls: number): number => {
    const start = process.cpuUsage();
    for (let i = 0; i < calls; i++) call();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  cpu(3);
  let calls = 1;
  while (cpu(calls) < SECONDS) calls *= 2;
  const times = Array.from({ length: REPETITIONS }, () => cpu(calls) / calls);
  return times.sort((a, b) => a - b)[LEAST ? 0 : REPETITIONS >> 1] as number;
}

const SINGLE = process.env['BENCH_KERNEL'] === 'f32';
const engine: Engine = createWasmEngine({ simd: simdToMeasure() });

function take(length: number): Coefficients {
  return SINGLE ? engine.takeSingles(length) : engine.take(length);
}

function random(length: number): Coefficients {
  const array = SINGLE ? engine.allocateSingles(length) : engine.allocate(length);
  for (let i = 0; i < length; i++) array[i] = Math.random() - 0.5;
  return array;
}

/** Multiply-adds of one row: pairs of positions that a tap joins. */
function pairs(out: number, size: number, kernel: number, stride: number, offset: number): number {
  let count = 0;
  for (let o = 0; o < out; o++) {
    for (let tap = 0; tap < kernel; tap++) {
      const position = o * stride + tap - offset;
      if (position >= 0 && position < size) count++;
    }
  }
  return count;
}

interface ConvCase {
  readonly cin: number;
  readonly cout: number;
  readonly k: number;
  readonly stride: number;
  /** Output window. */
  readonly window: number;
  readonly rows: number;
  readonly groups?: number;
  /** Window of the whole map, padded: the input is as large as the map. Else the window is free on all sides. */
  readonly map?: boolean;
}

function problem({ cin, cout, k, stride, window, groups = 1, map = false }: ConvCase): { shape: ConvShape; step: ConvStep; flop: number } {
  const offset = map ? (k - 1) >> 1 : 0;
  const size = map ? window * stride : (window - 1) * stride + k;
  const shape = {
    ...{ inChannels: cin, outChannels: cout, groups, kernelHeight: k, kernelWidth: k },
    ...{ strideY: stride, strideX: stride, dilationY: 1, dilationX: 1 },
  };
  const step = { outHeight: window, outWidth: window, inHeight: size, inWidth: size, offsetY: offset, offsetX: offset };
  return { shape, step, flop: (2 * pairs(window, size, k, stride, offset) ** 2 * cin * cout) / groups };
}

let peak = 1;
const rows: Row[] = [];

function report(name: string, flop: number, seconds: number): void {
  const rate = flop / seconds / 1e9;
  const share = (100 * rate) / peak;
  say(
    `${name.padEnd(46)} ${rate.toFixed(1).padStart(6)} GF/s ${share.toFixed(0).padStart(4)} % ${(seconds * 1e6).toFixed(1).padStart(10)} us`,
  );
  rows.push({ name, values: { rate, share, microseconds: seconds * 1e6 } });
}

function title(c: ConvCase): string {
  const groups = c.groups ? ` g${c.groups}` : '';
  return `${c.map ? 'map' : 'window'} ${c.window}x${c.window} ${c.cin}<-${c.cout} k${c.k} s${c.stride}${groups} rows ${c.rows}`;
}

function backward(c: ConvCase): void {
  const { shape, step, flop } = problem(c);
  const weights = engine.packConv(
    shape,
    Array.from({ length: (c.cout * c.k * c.k * c.cin) / shape.groups }, () => Math.random() - 0.5),
  );
  const output = take(c.rows * c.window ** 2 * c.cout);
  const input = take(c.rows * step.inHeight ** 2 * c.cin);
  output.fill(0.5);
  report(
    `convBackward ${title(c)}`,
    c.rows * flop,
    measure(() => engine.convBackward(weights, step, c.rows, output, input)),
  );
  engine.give(output);
  engine.give(input);
}

function forward(c: ConvCase, absolute: boolean): void {
  const { shape, step, flop } = problem(c);
  const weights = engine.packConv(
    shape,
    Array.from({ length: (c.cout * c.k * c.k * c.cin) / shape.groups }, () => Math.random() - 0.5),
  );
  const output = engine.take(c.rows * c.window ** 2 * c.cout);
  const input = engine.take(c.rows * step.inHeight ** 2 * c.cin);
  input.fill(0.5);
  const call = (): void => engine.convForward(weights, step, c.rows, absolute, input, output);
  report(`convForward${absolute ? ' |w|' : ''} ${title(c)}`, c.rows * flop, measure(call));
  engine.give(output);
  engine.give(input);
}

function dense(inputs: number, outputs: number, rows: number): ConvCase {
  return { cin: inputs, cout: outputs, k: 1, stride: 1, window: 1, rows };
}

function elementwise(): void {
  for (const [height, run] of [
    [1, 64],
    [5, 160],
    [14, 14 * 5],
    [14, 14 * 32],
  ] as const) {
    const rows = 16;
    const offsets = engine.allocateIndices(rows);
    const place = { rows, height, run, stride: run + 32, offsets };
    const maps = Array.from({ length: 5 }, () => random(height * (run + 32)));
    const [ls, li, us, ui, un] = maps as [Coefficients, Coefficients, Coefficients, Coefficients, Coefficients];
    ls.fill(1);
    us.fill(1);
    const block = random(rows * height * run);
    const [bias, error] = [engine.allocate(rows), engine.allocate(rows)];
    const elements = rows * height * run;
    const name = `${height}x${run} rows ${rows}`;
    report(
      `relax ${name} (5 flop)`,
      5 * elements,
      measure(() => engine.relax(place, block, ls, li, us, ui, un, bias, error)),
    );
    report(
      `accumulate ${name} (4 flop)`,
      4 * elements,
      measure(() => engine.accumulate(place, block, li, ui, un, bias, error)),
    );
    const oneArray = (): void => engine.accumulate(place, block, li, li, un, bias, error);
    report(`accumulate, one array ${name} (4 flop)`, 4 * elements, measure(oneArray));
    if (!(block instanceof Float64Array) || !(un instanceof Float64Array)) continue;
    report(
      `dualNorm l2 ${name} (3 flop)`,
      3 * elements,
      measure(() => engine.dualNorm(place, block, un, 'l2', bias)),
    );
    report(
      `dualNorm max ${name} (2 flop)`,
      2 * elements,
      measure(() => engine.dualNorm(place, block, un, 'max', bias)),
    );
  }
}

function pools(): void {
  for (const [channels, k, stride, window] of [
    [32, 2, 2, 7],
    [32, 3, 1, 7],
    [10, 2, 2, 7],
  ] as const) {
    const rows = 16;
    const { step, flop } = problem({ cin: channels, cout: channels, groups: channels, k, stride, window, rows });
    const shape = { channels, kernelHeight: k, kernelWidth: k, strideY: stride, strideX: stride, dilationY: 1, dilationX: 1 };
    const mapSize = window * window * channels;
    const place = { rows, height: window, run: window * channels, stride: window * channels, offsets: engine.allocateIndices(rows) };
    const [lower, upper, output] = [random(k * k * mapSize), random(k * k * mapSize), random(rows * mapSize)];
    const input = random(rows * step.inHeight * step.inWidth * channels);
    const call = (): void => engine.poolBackward(shape, step, place, mapSize, output, lower, upper, input);
    report(`poolBackward ${channels} channels k${k} s${stride} ${window}x${window}`, rows * flop, measure(call));
  }
}

function others(): void {
  const rows = 16;
  const box = { height: 7, width: 7, channels: 32, y: 0, x: 0, c: 0 };
  const wide = { height: 9, width: 9, channels: 32, y: 1, x: 1, c: 0 };
  const [small, large] = [random(rows * 7 * 7 * 32), random(rows * 9 * 9 * 32)];
  const call = (add: boolean) => (): void => engine.addBox(rows, 7, 7, 32, small, box, large, wide, add);
  report('addBox add 7x7x32 into 9x9 (1 flop)', small.length, measure(call(true)));
  report('addBox copy 7x7x32 into 9x9 (1 flop)', small.length, measure(call(false)));
  report(
    'clear 9x9x32 (1 flop)',
    large.length,
    measure(() => engine.clear(large)),
  );
  const count = 3136;
  const starts = engine.allocateIndices(count + 1).map((_, i) => 4 * i);
  const sparse = { starts: engine.allocateIndices(count + 1), indices: engine.allocateIndices(4 * count), weights: random(4 * count) };
  sparse.starts.set(starts);
  sparse.indices.forEach((_, i) => (sparse.indices[i] = (i * 7) % 12544));
  const place = { rows, height: 1, run: count, stride: count, offsets: engine.allocateIndices(rows) };
  const [output, input] = [random(rows * count), random(rows * 12544)];
  report(
    'sparseBackward 4 x 3136',
    rows * 8 * count,
    measure(() => engine.sparseBackward(sparse, place, output, 12544, input)),
  );
  const { shape, step } = problem({ cin: 32, cout: 64, k: 3, stride: 1, window: 1, rows });
  const weights = engine.packConv(shape, random(64 * 9 * 32));
  const [channels, values, seeds] = [engine.allocateIndices(rows), random(rows), random(rows * 288)];
  report(
    'convSeed 32<-64 k3 (1 flop)',
    rows * 288,
    measure(() => engine.convSeed(weights, step, rows, channels, values, seeds)),
  );
}

const rounds = 1e6;
const { peak: plainLoop } = instantiateKernels(createSharedMemory(), builtKernels(simdToMeasure()));
peak = ((SINGLE ? 96 : 48) * rounds) / measure(() => plainLoop(Number(SINGLE), rounds)) / 1e9;
say(`plain multiply-add loop, ${SINGLE ? 'f32' : 'f64'}: ${peak.toFixed(1)} GF/s\n`);

const filter = new RegExp(process.env['BENCH_FILTER'] ?? '.');
const when = (name: string, run: () => void): void => {
  if (filter.test(name)) run();
};

when('facts', () => {
  for (const [window, cin, cout, k, stride, map] of [
    [1, 32, 64, 3, 1, false],
    [3, 16, 32, 4, 2, false],
    [3, 64, 64, 3, 1, false],
    [5, 32, 32, 3, 1, false],
    [8, 16, 32, 4, 2, true],
    [14, 64, 64, 3, 1, true],
    [16, 64, 64, 3, 2, true],
    [16, 4, 16, 4, 2, true],
    [28, 32, 32, 3, 1, true],
  ] as const) {
    backward({ window, cin, cout, k, stride, map, rows: 16 });
  }
});
when('ragged', () => {
  for (const cin of [1, 2, 3, 5, 6, 7, 10, 16]) {
    for (const [window, cout, k, stride] of [
      [3, 5, 3, 1],
      [3, 16, 4, 2],
      [9, 10, 3, 1],
      [9, 32, 3, 1],
    ] as const)
      backward({ window, cin, cout, k, stride, rows: 16 });
  }
});
when('first layers', () => {
  for (const [cin, cout, k, stride] of [
    [1, 16, 4, 2],
    [1, 32, 3, 1],
    [3, 8, 3, 2],
    [3, 16, 4, 2],
    [3, 32, 3, 1],
  ] as const) {
    for (const window of [3, 7]) backward({ window, cin, cout, k, stride, rows: 16 });
  }
});
when('rows', () => {
  for (const rows of [1, 2, 3, 4, 5, 6, 7, 8, 32, 64]) backward({ window: 5, cin: 10, cout: 10, k: 3, stride: 1, rows });
});
when('dense', () => {
  for (const rows of [4, 10, 16, 64]) backward(dense(3136, 512, rows));
  for (const rows of [4, 16]) backward(dense(9216, 1000, rows));
  backward(dense(1225, 10, 9));
  backward(dense(512, 10, 9));
});
when('groups', () => {
  backward({ window: 7, cin: 32, cout: 32, k: 3, stride: 1, rows: 16, groups: 32 });
  backward({ window: 7, cin: 32, cout: 32, k: 3, stride: 1, rows: 16, groups: 4 });
  backward({ window: 7, cin: 32, cout: 64, k: 3, stride: 1, rows: 16, groups: 32 });
});
when('forward', () => {
  for (const absolute of [false, true]) {
    forward({ window: 28, cin: 1, cout: 32, k: 3, stride: 1, map: true, rows: 1 }, absolute);
    forward({ window: 14, cin: 32, cout: 64, k: 3, stride: 2, map: true, rows: 1 }, absolute);
    forward({ window: 28, cin: 32, cout: 32, k: 3, stride: 1, map: true, rows: 1 }, absolute);
    forward({ window: 26, cin: 5, cout: 5, k: 3, stride: 1, rows: 1 }, absolute);
    forward(dense(3136, 512, 1), absolute);
    forward(dense(512, 10, 1), absolute);
    forward({ window: 14, cin: 32, cout: 32, k: 3, stride: 1, map: true, rows: 1, groups: 32 }, absolute);
  }
});
when('elementwise', elementwise);
when('pools', pools);
when('others', others);

deliver({
  name: 'kernels',
  title: 'Kernels, one thread',
  notes: ['Useful work per CPU second, and its share of the plain multiply-add loop in the same WebAssembly.'],
  loop: peak,
  columns: [
    { key: 'rate', title: 'GF/s', digits: 1, better: 'more', scaled: true },
    { key: 'share', title: '% of the loop', digits: 0 },
    { key: 'microseconds', title: 'us', digits: 1 },
  ],
  rows,
});
