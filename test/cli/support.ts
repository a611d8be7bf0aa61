import { EventEmitter } from 'node:events';
import { run } from '../../src/cli/main.js';
import type { CliIo } from '../../src/cli/io.js';
import { model, tensor } from '../support/onnx-writer.js';

/** What a run of the command line did. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface World {
  readonly columns?: number;
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly threads?: number;
  /** Packages that are not the installed ones; null: not installed. */
  readonly packages?: Readonly<Record<string, unknown>>;
  /** Ctrl-C comes before anything is done. */
  readonly interrupted?: true;
  /** Called with each piece of standard output, and with a way to send a signal. */
  readonly onOutput?: (text: string, signal: () => void) => void;
}

/** Runs the command line in this thread, on streams of its own. */
export async function cli(argv: readonly string[], world: World = {}): Promise<Outcome> {
  const signals = new EventEmitter();
  if (world.interrupted === true) signals.on('newListener', (_, listener: () => void) => queueMicrotask(listener));
  const written = { stdout: '', stderr: '' };
  const { columns = 80, terminal = false } = world;
  const sink = (name: 'stdout' | 'stderr'): CliIo['stdout'] => ({
    isTTY: terminal,
    columns,
    write(text) {
      written[name] += text;
      if (name === 'stdout') world.onOutput?.(text, () => signals.emit('SIGINT'));
    },
  });
  const io: CliIo = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: world.env ?? {},
    signals,
    threads: world.threads ?? 1,
    inThread: true,
    async importPackage(name) {
      const given = world.packages?.[name];
      if (given === null) throw Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' });
      return given ?? ((await import(name)) as unknown);
    },
    now: () => performance.now() / 1000,
  };
  const exitCode = await run(argv, io);
  return { exitCode, ...written };
}

/** Text without what differs from one machine, or one moment, to the next: times, memory, folders. */
export function steady(text: string): string {
  return text
    .replace(/^( .*? )( +\d+\.\d s)/gm, (_, head: string, time: string) => head + '0.000 s'.padStart(time.length)) // a slow moment
    .replace(/(inputs?, )\d+\.\d s/g, '$10.000 s')
    .replace(/(\d+ min \d+ s|\d+\.\d+ s)/g, (time) => '#.### s'.slice(-time.length).padStart(time.length))
    .replace(/\d+ MB/g, '## MB')
    .replace(/\/\S*\/cnn-cert-\w+\//g, '');
}

/** logits = W x with rows (1, 0), (0, 1), (-1, -1): every margin, and every radius, can be told by hand. */
export function linearModel(): Uint8Array {
  return model({
    inputs: [{ name: 'x', shape: [1, 2] }],
    outputs: ['logits'],
    initializers: { w: tensor([3, 2], [1, 0, 0, 1, -1, -1]) },
    nodes: [{ op: 'Gemm', name: 'last', inputs: ['x', 'w'], outputs: ['logits'], attributes: { transB: 1 } }],
  });
}
