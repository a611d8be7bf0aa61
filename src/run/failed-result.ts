import type { InputResult } from '../certify/result.js';
import { CertifyError } from '../errors.js';

/** The result of an input that could not be certified at all: status error, never a verdict or a radius. */
export function failedResult(head: { readonly index: number; readonly label: number | null }, error: unknown): InputResult {
  return {
    index: head.index,
    label: head.label,
    prediction: null,
    status: 'error',
    error: describe(error),
    cleanMargin: null,
    limitingClass: null,
    seconds: 0,
    cpuSeconds: null,
    evaluations: 0,
  };
}

function describe(error: unknown): NonNullable<InputResult['error']> {
  if (error instanceof CertifyError) {
    const { code, message, hint } = error;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
  return { code: 'INTERNAL_ERROR', message: error instanceof Error ? error.message : String(error), hint: 'Please report this.' };
}
