import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dismiss, type TeamBoard, WORD } from '../../src/bounds/team/board.js';
import { ballRegion, type Norm } from '../../src/bounds/region.js';
import type { Series } from '../../src/bounds/proved-bounds.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import type { Classifier } from '../../src/certify/classifier.js';
import { Margins } from '../../src/certify/margins.js';
import type { InputResult } from '../../src/certify/result.js';
import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import { marginRows, otherClasses } from '../../src/certify/specification.js';
import { StoppedError } from '../../src/errors.js';
import { readData } from '../../src/data/read.js';
import { loadModel } from '../../src/onnx/load.js';
import type { TaskList, ThreadSetup } from '../../src/run/plan.js';
import { runTasks } from '../../src/run/pool.js';
import type { RunWorker } from '../../src/run/run-worker.js';
import { shareClassifier, type SharedModel } from '../../src/run/shared-model.js';
import { startThread } from '../../src/run/thread.js';
import { sharedPath } from '../support/shared.js';

const images = readData('models/sample-images-idx3-ubyte.gz', { inputShape: [1, 1, 28, 28] });
const DEADLINE = 120_000;

/** Threads at a board, while the leader (this thread) is blocked. */
async function withHelpers<T>(model: SharedModel, board: TeamBoard, count: number, lead: () => T): Promise<T> {
  const setup = { model, settings: DEFAULT_SETTINGS, countCpu: false, team: false };
  const helpers = Array.from({ length: count }, () => startThread(setup));
  try {
    await Promise.all(helpers.map((helper) => helper.ready()));
    const helped = helpers.map((helper) => helper.help(board));
    while (Atomics.load(board.control, WORD.helpers) < count) await new Promise((resolve) => setTimeout(resolve, 1));
    try {
      return lead();
    } finally {
      dismiss(board);
      await Promise.all(helped);
    }
  } finally {
    await Promise.all(helpers.map((helper) => helper.stop()));
  }
}

/** A thread that computes leaves little to the others on a busy machine: this one rests before each block. */
function rest(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

interface Ball {
  readonly norm: Norm;
  readonly epsilon: number;
  readonly clipped?: boolean;
  readonly series?: Series;
}

/** Lower bounds of all margins of an image, and the looks at the clock on the way: one a block. */
function bounded(classifier: Classifier, image: ArrayLike<number>, { norm, epsilon, clipped = false, series }: Ball, kernel: Kernel) {
  const point = classifier.toInternal(image);
  const label = classifier.logits(point).reduce((best, value, index, all) => (value > (all[best] ?? NaN) ? index : best), 0);
  const margins = new Margins(classifier, marginRows(classifier, label, otherClasses(classifier, label), 0.5));
  const clip = clipped ? { lower: new Float64Array(point.length), upper: new Float64Array(point.length).fill(1) } : null;
  let looks = 0;
  const checkpoint = (): void => {
    looks++;
    rest();
  };
  const region = ballRegion(norm, point, epsilon, null, clip);
  const lower = margins.lowerBounds(region, {
    method: 'cnn-cert',
    relaxation: 'adaptive',
    kernel,
    checkpoint,
    ...(series === undefined ? {} : { series }),
  });
  return { lower: Array.from(lower), looks };
}

const LINF = { norm: 'linf', epsilon: 0.006 } as const;
/** The second request starts from what the first one proved. */
const SEARCH = [
  { norm: 'linf', epsilon: 0.008, series: { number: 1, within: null } },
  { ...LINF, series: { number: 2, within: 1 } },
] as const;
const EVERYTHING = { publishing: 0, sharing: 0 };
const cases: readonly (readonly [string, readonly Ball[]])[] = [
  ['fmnist_relu', [LINF, ...SEARCH, { norm: 'l2', epsilon: 0.1 }, { norm: 'l1', epsilon: 1, clipped: true }]],
  ['fmnist_lenet', SEARCH],
  ['fmnist_resnet', [{ norm: 'linf', epsilon: 0.003 }]],
  ['fmnist_tanh', [LINF, { norm: 'l2', epsilon: 0.1 }]],
  ['fmnist_noisy_tanh', [LINF]],
  ['fmnist_terelu', [LINF]],
];

describe('a team on one input', () => {
  it.each(cases)('bounds %s as one thread does, bit for bit', { timeout: DEADLINE }, async (name, balls) => {
    const { classifier, model } = shareClassifier(loadModel(readFileSync(`models/${name}.onnx`)));
    const kernels = ['f64', 'f32', 'auto'] as const;
    const all = (): ReturnType<typeof bounded>[] =>
      kernels.flatMap((kernel) => balls.map((ball) => bounded(classifier, images.item(1), ball, kernel)));
    const alone = all();
    const board = classifier.bounder.openBoard(EVERYTHING);
    const looks = (runs: ReturnType<typeof bounded>[]): number => runs.reduce((sum, run) => sum + run.looks, 0);
    for (const helpers of name === 'fmnist_relu' ? [1, 2] : [2]) {
      const together = await withHelpers(model, board, helpers, all);
      expect(together.map(({ lower }) => lower)).toEqual(alone.map(({ lower }) => lower));
      expect(together.flatMap(({ lower }) => lower).every(Number.isFinite)).toBe(true);
      // The others did something, unless there is next to nothing to do.
      if (looks(alone) > 200) expect(looks(together)).toBeLessThan(looks(alone));
    }
  });

  it('stops when its time is up, and bounds the next input as ever', { timeout: DEADLINE }, async () => {
    const { classifier, model } = shareClassifier(loadModel(readFileSync('models/fmnist_relu.onnx')));
    const alone = bounded(classifier, images.item(2), LINF, 'auto').lower;
    const board = classifier.bounder.openBoard(EVERYTHING);
    await withHelpers(model, board, 2, () => {
      for (const most of [1, 4, 8, 12]) {
        const point = classifier.toInternal(images.item(1));
        const margins = new Margins(classifier, marginRows(classifier, 0, otherClasses(classifier, 0), 0.5));
        let looks = 0;
        const checkpoint = (): void => {
          if (++looks > most) throw new StoppedError('TIMEOUT', 'enough');
        };
        const stopped = (): unknown =>
          margins.lowerBounds(ballRegion('linf', point, 0.02, null, null), {
            ...{ method: 'cnn-cert', relaxation: 'adaptive', kernel: 'f64', checkpoint },
          });
        expect(stopped).toThrow('enough');
        expect(bounded(classifier, images.item(2), LINF, 'auto').lower).toEqual(alone);
      }
    });
  });
});

const script = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

/** A run; times left out. */
async function run(list: TaskList, workers: number, start: () => RunWorker): Promise<InputResult[]> {
  const results: InputResult[] = [];
  const onResult = (position: number, result: InputResult): void => void (results[position] = { ...result, seconds: 0, cpuSeconds: null });
  await runTasks(list, { workers, team: true, patience: 0, start, onResult, stop: new AbortController().signal });
  return results;
}

/** Some images, given as pixels from 0 to 1. */
function listOf(count: number, image: (position: number) => Float64Array): TaskList {
  const head = (position: number): { index: number; label: null } => ({ index: position, label: null });
  return { count, head, task: (position) => ({ ...head(position), input: image(position) }) };
}

describe('a run on several threads', () => {
  const modelOf = (name: string): SharedModel => shareClassifier(loadModel(readFileSync(`models/${name}.onnx`))).model;
  const [resnet, relu] = [modelOf('fmnist_resnet'), modelOf('fmnist_relu')];
  const setupOf = (settings: Partial<CertifySettings>, model = resnet): ThreadSetup => ({
    ...{ model, countCpu: false, team: true, settings: { ...DEFAULT_SETTINGS, ...settings } },
  });

  it.each<Partial<CertifySettings>>([
    { epsilon: 0.004 },
    { epsilon: null, precision: 0.5, attack: false, clip: { lower: 0, upper: 1 }, norm: 'l2' },
  ])('has the same results whatever their number: %o', { timeout: DEADLINE }, async (settings) => {
    const list = listOf(2, (position) => images.item(position));
    const [one, ...others] = await Promise.all(
      [1, 2, 3].map((workers) => run(list, workers, () => startThread(setupOf(settings, settings.norm === 'l2' ? relu : resnet)))),
    );
    expect(one?.map(({ status }) => status)).toEqual(['ok', 'ok']);
    for (const other of others) expect(other).toEqual(one);
  });

  it('fails the input that a thread helps with when it dies, and goes on with fresh ones', { timeout: DEADLINE }, async () => {
    const started: RunWorker[] = [];
    const start = (): RunWorker => {
      const worker = startThread(setupOf({ epsilon: null, attack: false }));
      started.push(worker);
      if (started.length === 3) {
        // The third one has no input: it dies soon after it started to help.
        const help = worker.help.bind(worker);
        return {
          ...worker,
          async help(board) {
            const helped = help(board);
            while (Atomics.load(board.control, WORD.helpers) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
            await worker.stop();
            await helped;
          },
        };
      }
      return worker;
    };
    const results = await run(
      listOf(2, (position) => images.item(position)),
      3,
      start,
    );
    expect(results[0]?.error).toEqual({
      code: 'WORKER_FAILED',
      message: 'the worker that certified input 0 died: one that helped it died, its thread ended with exit code 1',
      hint: expect.any(String) as string,
    });
    expect(results[1]?.status).toBe('ok');
  });

  it('does not wait for what never gets ready', { timeout: DEADLINE }, async () => {
    let started = 0;
    const broken = (): RunWorker => startThread(setupOf({}), script("throw new Error('no engine here');"));
    const start = (): RunWorker => (++started === 2 ? broken() : startThread(setupOf({ epsilon: 0.001 })));
    const [result] = await run(
      listOf(1, (position) => images.item(position)),
      2,
      start,
    );
    expect(result?.status).toBe('ok');
  });

  it('ends at once when it is stopped', { timeout: DEADLINE }, async () => {
    const controller = new AbortController();
    const results: number[] = [];
    const start = (): RunWorker => {
      const worker = startThread(setupOf({ epsilon: null, attack: false }));
      return {
        ...worker,
        help(board) {
          setTimeout(() => controller.abort(), 20);
          return worker.help(board);
        },
      };
    };
    const list = listOf(1, (position) => images.item(position));
    await runTasks(list, {
      workers: 3,
      team: true,
      patience: 0,
      start,
      onResult: (position) => results.push(position),
      stop: controller.signal,
    });
    expect(results).toEqual([]);
  });

  const convbig = sharedPath('baselines/auto_lirpa/random/mnist_convbig.onnx');
  it.skipIf(convbig === null)('is the same bit for bit on a wide net', { timeout: DEADLINE }, async () => {
    const { model: wide } = shareClassifier(loadModel(readFileSync(convbig ?? '')));
    const setup = { model: wide, countCpu: false, team: true, settings: { ...DEFAULT_SETTINGS, epsilon: 0.01, attack: false } };
    const inputs = readData((convbig ?? '').replace('.onnx', '.inputs.npy'), { inputShape: [1, 1, 28, 28] });
    const list = listOf(1, () => inputs.item(0));
    const one = await run(list, 1, () => startThread(setup));
    expect(one[0]?.verdict).toBe('certified');
    expect(await run(list, 2, () => startThread(setup))).toEqual(one);
  });
});
