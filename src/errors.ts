/** Options of every {@link CertifyError}. */
export interface CertifyErrorOptions {
  /** What the user can do about it, one sentence. */
  readonly hint?: string;
  /** The underlying error, kept for `--debug`. */
  readonly cause?: unknown;
}

/**
 * Base of every error this package throws on purpose: a stable `code` (for scripts), a message that says what was found and
 * where, and a hint that says what to do. Anything else that escapes is an internal error.
 */
export class CertifyError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: CertifyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** Wrong use: an option, an argument or a configuration value (exit code 2). */
export class UsageError extends CertifyError {}

/** The model cannot be read or holds something unsupported (exit code 3). */
export class ModelError extends CertifyError {}

/** The data cannot be read or does not fit the model (exit code 3). */
export class DataError extends CertifyError {}

/** A bound computation was stopped: deadline or interrupt. Never a verdict. */
export class StoppedError extends CertifyError {}

/** A numerical fault (NaN, overflow) that makes any answer meaningless for this input. */
export class NumericalError extends CertifyError {}
