import type * as Runtime from 'onnxruntime-node';
import type { Coefficients, ConvShape, ConvStep } from '../src/engine/engine.js';
import { createWasmEngine } from '../src/engine/wasm/wasm-engine.js';
import { model, tensor } from '../test/support/onnx-writer.js';
import { numbers } from './support/generated-net.js';
import { median } from './support/measure.js';
import { deliver, FILTER, plainLoop, QUICK, say, type Column, type Row } from './support/part.js';
import { simdToMeasure } from './support/simd.js';

/**
 * Our backward steps beside the same work in ONNX Runtime (float32, one thread): a transposed convolution without padding, or a matrix product, of a
 * block of rows.
 */

interface Case {
  readonly rows: number;
  readonly cin: number;
  readonly cout: number;
  readonly kernel: number;
  readonly stride: number;
  readonly window: number;
}

const CASES: readonly Case[] = [
  { rows: 64, cin: 32, cout: 64, kernel: 3, stride: 1, window: 3 },
  { rows: 64, cin: 16, cout: 32, kernel: 4, stride: 2, window: 3 },
  { rows: 64, cin: 32, cout: 32, kernel: 3, stride: 1, window: 7 },
  { rows: 16, cin: 64, cout: 64, kernel: 3, stride: 1, window: 14 },
  { rows: 16, cin: 512, cout: 100, kernel: 1, stride: 1, window: 1 },
  { rows: 64, cin: 3136, cout: 512, kernel: 1, stride: 1, window: 1 },
];

const COLUMNS: readonly Column[] = [
  { key: 'runtime', title: 'ONNX Runtime f32 GF/s', digits: 1 },
  { key: 'singles', title: 'ours f32 GF/s', digits: 1, better: 'more', scaled: true },
  { key: 'doubles', title: 'ours f64 GF/s', digits: 1, better: 'more', scaled: true },
  { key: 'singlesRatio', title: 'f32 ratio', better: 'more' },
  { key: 'doublesRatio', title: 'f64 ratio', better: 'more' },
];

const SECONDS = QUICK ? 0.05 : 0.3;
const NOTE =
  'Useful work of one backward step of a block of rows per CPU second, median of five; layouts are those each of the two likes (channels first there, last here).';

function isDense({ kernel, window }: Case): boolean {
  return kernel === 1 && window === 1;
}

function inputSize({ window, stride, kernel }: Case): number {
  return (window - 1) * stride + kernel;
}

function drawn(length: number): Float32Array {
  const random = numbers(3);
  return Float32Array.from({ length }, random);
}

/** CPU seconds of a call, by way of batches long enough to be measured. */
async function timed(call: () => Promise<void> | void): Promise<number> {
  const batch = async (calls: number): Promise<number> => {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) await call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  // The first call packs weights and compiles.
  await batch(3);
  let calls = 1;
  while ((await batch(calls)) < SECONDS / 5) calls *= 2;
  const times = [];
  for (let i = 0; i < 5; i++) times.push((await batch(calls)) / calls);
  return median(times);
}

async function runtimeSeconds(ort: typeof Runtime, c: Case): Promise<number> {
  const { rows, cin, cout, kernel, stride, window } = c;
  const shape = isDense(c) ? [rows, cout] : [rows, cout, window, window];
  const weights = isDense(c) ? [cout, cin] : [cout, cin, kernel, kernel];
  const length = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
  const node = isDense(c)
    ? { op: 'Gemm', inputs: ['x', 'w'], outputs: ['y'] }
    : { op: 'ConvTranspose', inputs: ['x', 'w'], outputs: ['y'], attributes: { strides: [stride, stride] } };
  const initializers = { w: tensor(weights, drawn(length(weights))) };
  const bytes = model({ inputs: [{ name: 'x', shape }], outputs: ['y'], initializers, nodes: [node] });
  const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 });
  const feeds = { x: new ort.Tensor('float32', drawn(length(shape)), shape) };
  return timed(async () => {
    await session.run(feeds);
  });
}

async function ourSeconds(c: Case, single: boolean): Promise<number> {
  const { rows, cin, cout, kernel, stride, window } = c;
  const engine = createWasmEngine({ simd: simdToMeasure() });
  const shape: ConvShape = {
    ...{ inChannels: cin, outChannels: cout, groups: 1, kernelHeight: kernel, kernelWidth: kernel },
    ...{ strideY: stride, strideX: stride, dilationY: 1, dilationX: 1 },
  };
  const size = inputSize(c);
  const step: ConvStep = { outHeight: window, outWidth: window, inHeight: size, inWidth: size, offsetY: 0, offsetX: 0 };
  const weights = engine.packConv(shape, drawn(cout * kernel * kernel * cin));
  const allocate = (length: number): Coefficients => (single ? engine.allocateSingles(length) : engine.allocate(length));
  const [output, input] = [allocate(rows * window ** 2 * cout), allocate(rows * size ** 2 * cin)];
  output.set(drawn(output.length));
  return timed(() => engine.convBackward(weights, step, rows, output, input));
}

async function measure(ort: typeof Runtime, c: Case, name: string): Promise<Row> {
  say(`runtime: ${name}`);
  const flop = 2 * c.rows * (c.window * c.kernel) ** 2 * c.cin * c.cout;
  const [runtime, singles, doubles] = [await runtimeSeconds(ort, c), await ourSeconds(c, true), await ourSeconds(c, false)];
  const rate = (seconds: number): number => flop / seconds / 1e9;
  const rates = { runtime: rate(runtime), singles: rate(singles), doubles: rate(doubles) };
  return { name, values: { ...rates, singlesRatio: runtime / singles, doublesRatio: runtime / doubles } };
}

async function main(): Promise<void> {
  const ort: typeof Runtime | null = await import('onnxruntime-node').catch(() => null);
  const rows: Row[] = [];
  for (const c of CASES) {
    const what = isDense(c) ? 'Gemm' : `ConvTranspose k${c.kernel} s${c.stride}`;
    const name = `${what} ${c.window}x${c.window}x${c.cout} to ${c.cin} channels, ${c.rows} rows`;
    if (ort !== null && FILTER.test(name)) rows.push(await measure(ort, c, name));
  }
  const notes = ort === null ? ['Skipped: onnxruntime-node is not installed.'] : [NOTE];
  deliver({ name: 'runtime', title: 'Backward steps against ONNX Runtime', notes, loop: plainLoop(), columns: COLUMNS, rows });
}

await main();
