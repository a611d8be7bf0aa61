import { Option } from 'commander';
import { UsageError } from '../errors.js';
import { parseFraction } from '../gate/fraction.js';
import type { Shard } from '../run/shard.js';

const LONGEST_SHAPE = 8;
const MOST_SHARDS = 100_000;

/** Turns the text after an option (`flag`, for messages) into its value. Throws UsageError `OPTION_VALUE`. */
export interface Parser<T> {
  (text: string, flag: string, previous?: unknown): T;
  /** Words to choose from, for shell completion. */
  readonly words?: readonly string[];
}

/** An option whose words a shell can complete. */
export class ValuedOption extends Option {
  words: readonly string[] = [];
}

/** An option with a value of its own type, and its default shown as it would be typed. */
export function valued(flags: string, description: string, parser: Parser<unknown>, standard?: string | number): Option {
  const option = new ValuedOption(flags, description);
  option.words = parser.words ?? [];
  option.argParser((text, previous) => parser(text, option.long ?? flags, previous));
  return standard === undefined ? option : option.default(standard, String(standard));
}

/** What numbers an option takes. */
export interface NumberRule {
  readonly integer?: true;
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
}

/** A number, or a fraction such as 8/255. */
export function number(rule: NumberRule): Parser<number> {
  const wanted = describe(rule);
  return (text, flag) => {
    const value = parseFraction(text);
    if (value === null || !obeys(value, rule)) throw wrong(flag, text, wanted);
    return value;
  };
}

/** A size in MiB or GiB, such as `500M` or `1.5G`, as bytes. */
export function memorySize(): Parser<number> {
  return (text, flag) => {
    const [, digits = '', unit = ''] = /^\s*(\d+\.?\d*|\.\d+)\s*([MG])(?:i?B)?\s*$/i.exec(text) ?? [];
    const bytes = Math.floor(Number(digits) * (unit.toUpperCase() === 'G' ? 2 ** 30 : 2 ** 20));
    if (unit === '' || !(bytes > 0) || !Number.isSafeInteger(bytes)) throw wrong(flag, text, 'a size in MiB or GiB such as 500M or 2G');
    return bytes;
  };
}

/** Numbers with commas between them. */
export function numbers(rule: NumberRule): Parser<number[]> {
  const wanted = `numbers with commas between them, each ${describe(rule)}`;
  return (text, flag) => {
    const values = text.split(',').map(parseFraction);
    if (!values.every((value) => value !== null && obeys(value, rule))) throw wrong(flag, text, wanted);
    return values.map(Number);
  };
}

/** `LO,HI` with LO < HI. */
export function range(): Parser<{ readonly lower: number; readonly upper: number }> {
  return (text, flag) => {
    const [lower = null, upper = null, ...more] = text.split(',').map(parseFraction);
    if (lower === null || upper === null || more.length > 0 || lower >= upper) {
      throw wrong(flag, text, `two numbers, the smaller one first, such as ${flag} 0 1`);
    }
    return { lower, upper };
  };
}

/** Positions from `first` to `last`, both included. */
export interface PositionRange {
  readonly first: number;
  readonly last: number;
}

/** Positions such as `0,3-7`, not expanded: how many there may be depends on the data. */
export function positions(): Parser<PositionRange[]> {
  return (text, flag) =>
    text.split(',').map((part) => {
      const match = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
      const first = Number(match?.[1]);
      const last = Number(match?.[2] ?? first);
      if (!(first <= last)) throw wrong(flag, text, 'positions such as 0,3-7');
      return { first, last };
    });
}

/** A shape such as `1,3,32,32`. */
export function shape(): Parser<number[]> {
  return (text, flag) => {
    const dimensions = text.split(/[,x]/).map(parseFraction);
    const good = dimensions.every((dimension) => Number.isInteger(dimension) && Number(dimension) > 0);
    if (!good || dimensions.length > LONGEST_SHAPE) throw wrong(flag, text, 'a shape such as 1,3,32,32');
    return dimensions.map(Number);
  };
}

/** `NAME=FILE`. */
export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** `NAME=FILE`, for an option that may be repeated: all of them so far. A name may hold `=`, a path after the last one may not. */
export function namedFile(): Parser<NamedFile[]> {
  return (text, flag, previous) => {
    const [, name, path] = /^(.+)=([^=]+)$/.exec(text) ?? [];
    if (name === undefined || path === undefined) throw wrong(flag, text, 'a name and a file such as mask=mask.npy');
    const before = Array.isArray(previous) ? (previous as NamedFile[]) : [];
    if (before.some((file) => file.name === name)) throw wrong(flag, text, `one value for '${name}'`);
    return [...before, { name, path }];
  };
}

/** A part of a run such as `2/5`. */
export function shardNumber(): Parser<Shard> {
  return (text, flag) => {
    const [, index, count] = (/^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(text) ?? []).map(Number);
    const good = index !== undefined && count !== undefined && index >= 1 && index <= count && count <= MOST_SHARDS;
    if (!good) throw wrong(flag, text, `a part and the number of parts, such as ${flag} 2/5`);
    return { index, count };
  };
}

/** One of a few words. */
export function choice<T extends string>(choices: readonly T[]): Parser<T> {
  const parse: Parser<T> = (text, flag) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice === undefined) throw wrong(flag, text, `one of ${choices.join(', ')}`);
    return choice;
  };
  return Object.assign(parse, { words: choices });
}

/** A word, or the number of a class. */
export function wordOrClass<T extends string>(words: readonly T[]): Parser<T | number> {
  const parse: Parser<T | number> = (text, flag) => {
    if (/^\d+$/.test(text)) return Number(text);
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw wrong(flag, text, `one of ${words.join(', ')}, or the number of a class`);
    return word;
  };
  return Object.assign(parse, { words });
}

/** `--clip 0 1` as one argument, so that what follows is not taken for a part of it. */
export function joinClip(argv: readonly string[]): string[] {
  const at = argv.indexOf('--clip');
  const [low, high] = [argv[at + 1], argv[at + 2]];
  if (at < 0 || low === undefined || high === undefined || parseFraction(low) === null || parseFraction(high) === null) return [...argv];
  return [...argv.slice(0, at + 1), `${low},${high}`, ...joinClip(argv.slice(at + 3))];
}

function obeys(value: number, { integer, least = -Infinity, above = -Infinity, most = Infinity, below = Infinity }: NumberRule): boolean {
  return (integer !== true || Number.isSafeInteger(value)) && value >= least && value > above && value <= most && value < below;
}

function describe({ integer, least, above, most, below }: NumberRule): string {
  const limits = [
    least === undefined ? '' : ` not below ${least}`,
    above === undefined ? '' : ` above ${above}`,
    most === undefined ? '' : ` not above ${most}`,
    below === undefined ? '' : ` below ${below}`,
  ].filter((limit) => limit !== '');
  return `${integer === true ? 'a whole number' : 'a number'}${limits.join(' and')}`;
}

function wrong(flag: string, text: string, wanted: string): UsageError {
  return new UsageError('OPTION_VALUE', `${flag} is '${text}'`, { hint: `give ${wanted}` });
}
