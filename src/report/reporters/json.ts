import { jsonText } from '../json.js';
import type { Reporter } from '../reporter.js';
import { SCHEMA_VERSION } from '../schema-version.js';

/** What `--json` prints: the result of the gate, or else of the one model, or what kept it from one. */
export function jsonReporter(): Reporter {
  return {
    name: 'json',
    write({ version, reports, gate, failure }) {
      const head = { schemaVersion: SCHEMA_VERSION, tool: { name: 'cnn-cert', version } };
      if (failure !== undefined) return jsonText({ ...head, error: failure.error, exitCode: failure.exitCode });
      if (gate !== null) return jsonText({ ...head, ...gate });
      return reports.map(jsonText).join('');
    },
  };
}
