import { jsonText } from '../json.js';
import type { Reporter } from '../reporter.js';
import { SCHEMA_VERSION } from '../schema-version.js';

/** What `--json` prints: the result of the gate, or else of the one model. */
export function jsonReporter(): Reporter {
  return {
    name: 'json',
    write({ version, reports, gate }) {
      if (gate !== null) return jsonText({ schemaVersion: SCHEMA_VERSION, tool: { name: 'cnn-cert', version }, ...gate });
      return reports.map(jsonText).join('');
    },
  };
}
