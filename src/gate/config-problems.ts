import type { z } from 'zod';
import { UsageError } from '../errors.js';
import type { ConfigPath, ConfigText } from './config-text.js';
import { gateConfigJsonSchema } from './config.js';
import { nearest } from './nearest.js';

type Issue = z.core.$ZodIssue;

/** Where something is wrong, what it is, and what to do. */
interface Problem {
  readonly path: ConfigPath;
  readonly text: string;
  readonly hint: string | null;
}

/** All that is wrong with a config, in one error `CONFIG`. */
export function configError(issues: readonly Issue[], text: ConfigText, file: string): UsageError {
  const problems = issues.flatMap((issue) => problemsOf(issue, text.value));
  const lines = problems.map(({ path, text: what }) => `${where(file, text.line(path), path)}: ${what}`);
  const hints = [...new Set(problems.flatMap(({ hint }) => (hint === null ? [] : [hint])))];
  return new UsageError('CONFIG', lines.join('\n'), { hint: hints.join(' ') || 'every key, with examples: docs/gate.md of cnn-cert' });
}

/** `models[0].require['8/255']`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[$\w]+$/.test(String(key)) || /^\d/.test(String(key))) return `${text}['${String(key)}']`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function where(file: string, line: number | null, path: ConfigPath): string {
  const place = line === null ? file : `${file}:${line}`;
  return path.length === 0 ? place : `${place}: ${pathText(path)}`;
}

function problemsOf(issue: Issue, value: unknown): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key]));
  if (issue.code === 'invalid_key') return [{ path, text: issue.issues[0]?.message ?? issue.message, hint: null }];
  const found = valueAt(value, path);
  if (found === undefined) return [{ path, text: 'is missing', hint: `Give ${pathText(path)}.` }];
  if (issue.code === 'invalid_value') return [badWord(path, found, issue.values.map(String))];
  const wanted = issue.message.replace(/^Invalid input: /, '');
  return [{ path, text: `${shown(found)}: ${wanted}`, hint: null }];
}

function unknownKey(path: ConfigPath): Problem {
  const known = knownKeys(gateConfigJsonSchema(), path.slice(0, -1));
  const key = String(path.at(-1));
  const like = nearest(key, known);
  const hint = like === null ? `Known here: ${known.join(', ')}.` : `Did you mean ${pathText([...path.slice(0, -1), like])}?`;
  return { path, text: 'there is no such key', hint };
}

function badWord(path: ConfigPath, found: unknown, words: readonly string[]): Problem {
  const like = typeof found === 'string' ? nearest(found, words) : null;
  return { path, text: `${shown(found)}: one of ${words.join(', ')}`, hint: like === null ? null : `Did you mean ${like}?` };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value);
}

/** The keys that a JSON Schema knows at a place. */
function knownKeys(schema: unknown, path: ConfigPath): string[] {
  const here = path.reduce<unknown>((inner, key) => {
    const properties = valueAt(inner, ['properties', key]);
    return properties ?? valueAt(inner, ['items']) ?? valueAt(inner, ['additionalProperties']);
  }, schema);
  const properties = valueAt(here, ['properties']);
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
