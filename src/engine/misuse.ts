import { CertifyError } from '../errors.js';

/** An engine was called against its contract: a fault of this program, never of the user. Code `ENGINE_MISUSE`. */
export function misuse(found: string): CertifyError {
  return new CertifyError('ENGINE_MISUSE', found, { hint: 'This is a fault of cnn-cert itself: please report it.' });
}
