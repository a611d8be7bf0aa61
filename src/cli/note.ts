import { choosePaint } from '../report/paint.js';
import type { CliIo } from './io.js';

/** Tells on stderr what does no harm but should be known. */
export function note({ stderr, env }: Pick<CliIo, 'stderr' | 'env'>, text: string): void {
  stderr.write(`${choosePaint(stderr.isTTY, env)('note:', 'doubtful')} ${text}\n`);
}
