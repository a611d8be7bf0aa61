import { availableParallelism } from 'node:os';
import { seconds } from '../run/clock.js';
import type { SignalSource } from '../run/interrupt.js';

/** Somewhere that text goes. */
export interface Sink {
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
  write(text: string): void;
}

/** The world as the command line sees it; tests put in their own. */
export interface CliIo {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signals: SignalSource;
  /** Threads to use when nothing is said. */
  readonly threads: number;
  /** Certify in this thread where one is enough: it serves no signal then until an input is done. */
  readonly inThread: boolean;
  /** Imports a package that may not be installed. */
  importPackage(name: string): Promise<unknown>;
  /** Seconds on a clock that never goes back. */
  now(): number;
}

const DEFAULT_COLUMNS = 80;

/** The streams and signals of this process. */
export function processIo(): CliIo {
  return {
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    env: process.env,
    signals: process,
    threads: availableParallelism(),
    inThread: false,
    importPackage: (name) => import(name) as Promise<unknown>,
    now: seconds,
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  // A reader that has seen enough (`| head`) is no error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    get isTTY() {
      // Undefined, whatever its type says, where the stream is no terminal.
      return (stream.isTTY as boolean | undefined) === true;
    },
    get columns() {
      return stream.isTTY && stream.columns > 0 ? stream.columns : DEFAULT_COLUMNS;
    },
    write: (text) => void stream.write(text),
  };
}
