import { UsageError } from '../../errors.js';

const MIB = 2 ** 20;

/** Bytes as whole MiB, rounded up. */
function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / MIB)} MiB`;
}

/** Too little memory was allowed: `MEMORY_LIMIT`, with what would be enough. `needs`: who needs it. */
export function memoryLimit(needs: string, needed: number, limit: number, option: string): UsageError {
  return new UsageError('MEMORY_LIMIT', `${needs} needs about ${mebibytes(needed)}, and ${option} allows ${mebibytes(limit)}`, {
    hint: `allow ${mebibytes(needed)} or more, or use a smaller model`,
  });
}
