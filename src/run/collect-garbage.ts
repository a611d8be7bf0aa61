import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back what nothing refers to any more, now. By itself V8 lets some 64 MiB of dropped arrays wait, and reading a model leaves several
 * copies of its weights.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (() => void) | undefined;
  setFlagsFromString('--no-expose-gc');
  collect?.();
}
