import { DataError } from '../errors.js';
import { failureSchema } from './failure-schema.js';
import { SCHEMA_VERSION } from './schema-version.js';
import { certifyReportSchema, type CertifyReport } from './schema.js';

const WRITE_AGAIN = 'write it again with cnn-cert certify --result FILE';

/**
 * The result of a run from the text of its file, as `certify --json` and `--result` write it. Fields that are not known are left out.
 * `path` is for messages.
 *
 * @throws DataError `RESULT_FILE` when it is no such result, or one of another version of the schema.
 */
export function readResult(text: string, path: string): CertifyReport {
  const value = parse(text, path);
  const version = typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (version === undefined) {
    throw wrong(path, 'holds JSON, but no result of cnn-cert certify: it has no schemaVersion', WRITE_AGAIN);
  }
  if (version !== SCHEMA_VERSION) {
    const hint = `${WRITE_AGAIN}, or read it with the release of cnn-cert that wrote it`;
    throw wrong(path, `has schemaVersion ${JSON.stringify(version)}; this release reads ${SCHEMA_VERSION}`, hint);
  }
  const failed = failureSchema.safeParse(value);
  if (failed.success) {
    const { code, message } = failed.data.error;
    throw wrong(path, `tells of a run that failed: ${code}: ${message}`, 'repair that, and run it again');
  }
  const { success, data, error } = certifyReportSchema.safeParse(value);
  if (success) return data;
  const [first] = error.issues;
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  throw wrong(path, `is no result of cnn-cert certify: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'invalid'}${more}`, WRITE_AGAIN);
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw wrong(path, text.trim() === '' ? 'is empty' : `is not JSON (${reason})`, WRITE_AGAIN);
  }
}

function wrong(path: string, what: string, hint: string): DataError {
  return new DataError('RESULT_FILE', `${path} ${what}`, { hint });
}
