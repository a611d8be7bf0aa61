import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { UsageError } from '../errors.js';

/** A place in a config: keys and positions from the top. */
export type ConfigPath = readonly PropertyKey[];

/** The text of a config, read. */
export interface ConfigText {
  readonly value: unknown;
  /** Line of what stands at a place, from 1; null: there is no such place. */
  line(path: ConfigPath): number | null;
}

/**
 * Reads YAML 1.2, or JSON where the name ends in .json. `file` is for messages.
 *
 * @throws UsageError `CONFIG_SYNTAX`.
 */
export function readConfigText(text: string, file: string): ConfigText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const value = file.toLowerCase().endsWith('.json') ? fromJson(text, file) : fromYaml(document, lines, file);
  return { value, line: (path) => lineOf(document, lines, path) };
}

function fromJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('CONFIG_SYNTAX', `${file} is not JSON (${reason})`, {
      hint: 'JSON has no comments and no commas at the end of a list; name the file .yaml to write it more freely',
      cause,
    });
  }
}

function fromYaml(document: Document.Parsed, lines: LineCounter, file: string): unknown {
  const [problem] = [...document.errors, ...document.warnings];
  if (problem === undefined) return document.toJS() as unknown;
  const { line, col } = lines.linePos(problem.pos[0]);
  throw new UsageError('CONFIG_SYNTAX', `${file}:${line}:${col}: ${problem.message}`, { hint: 'the file must be YAML 1.2' });
}

/** Of the place itself, or of the nearest one around it. */
function lineOf(document: Document.Parsed, lines: LineCounter, path: ConfigPath): number | null {
  for (let length = path.length; length > 0; length--) {
    const found: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(found) && found.range) return lines.linePos(found.range[0]).line;
  }
  return null;
}
