/** What a piece of text means; how it looks is decided here. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'faint' | 'strong';

/** Colours text, or leaves it alone. */
export type Paint = (text: string, tone: Tone) => string;

const CODES: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  good: [32, 39],
  bad: [31, 39],
  doubtful: [33, 39],
  faint: [2, 22],
  strong: [1, 22],
};

/** Leaves text alone. */
export const plain: Paint = (text) => text;

/** Colours text with ANSI sequences. */
export const coloured: Paint = (text, tone) => {
  const [on, off] = CODES[tone];
  return `\x1b[${on}m${text}\x1b[${off}m`;
};

/**
 * Colour for a terminal only, unless FORCE_COLOR asks for it (https://force-color.org); never where NO_COLOR is set
 * (https://no-color.org) or the terminal is dumb.
 */
export function choosePaint(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  if (env['NO_COLOR']) return plain;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return ['0', 'false'].includes(forced) ? plain : coloured;
  return isTerminal && env['TERM'] !== 'dumb' ? coloured : plain;
}
