import { z } from 'zod';
import { parseFraction } from './fraction.js';

/** A share of the inputs, from 0 to 1. */
export const share = z
  .number()
  .min(0, 'a share from 0 to 1, such as 0.85')
  .max(1, 'a share from 0 to 1, such as 0.85')
  .describe('A share of the inputs, from 0 to 1');

/** A number, or a text such as 8/255. */
export const fraction = z
  .union([z.number(), z.string().regex(/^\s*[-+.\deE]+(\/[-+.\deE]+)?\s*$/)], 'a number, or a fraction such as 8/255')
  .transform((given, context) => {
    const value = typeof given === 'number' ? given : parseFraction(given);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: 'a number, or a fraction such as 8/255' });
    return z.NEVER;
  });

/** How far something may fall: absolutely, or as a share of what it was. */
export interface Drop {
  readonly value: number;
  readonly relative: boolean;
  /** As it was written. */
  readonly text: string;
}

const DROP = 'how far it may fall: a number from 0 on, or a percentage of the baseline such as 5%';

/** `0.01`, or `5%` of what the baseline has. */
export const drop = z
  .union([z.number().min(0), z.string().regex(/^\s*\d+(\.\d+)?\s*%\s*$/)], DROP)
  .transform((given): Drop =>
    typeof given === 'number'
      ? { value: given, relative: false, text: String(given) }
      : { value: Number(given.replace('%', '')) / 100, relative: true, text: given.trim() },
  )
  .describe(DROP);

/** A threshold at an epsilon or another number that is its key. */
export interface Keyed<T> {
  readonly at: number;
  /** The key as it was written. */
  readonly key: string;
  readonly value: T;
}

/** A mapping whose keys are epsilons, such as `8/255`: as a list, the smallest first. */
export function byEpsilon<T extends z.ZodType>(value: T) {
  const epsilon = z.string().regex(/^[+.\deE-]+(\/[+.\deE-]+)?$/, 'the key is no epsilon such as 0.05 or 8/255');
  return z
    .record(epsilon, value)
    .refine(isFull, 'no epsilon is given')
    .transform((map, context) => {
      const list = keyed(map);
      if (list.every(({ at }) => at >= 0)) return list;
      context.addIssue({ code: 'custom', message: 'an epsilon is a number from 0 on, such as 0.05 or 8/255' });
      return z.NEVER;
    });
}

/** A mapping whose keys lie between 0 and 1, as a list. */
export function byShare<T extends z.ZodType>(value: T) {
  const key = z.string().regex(/^(0?\.\d+|0|1)$/, 'the key is no share from 0 to 1 such as 0.1');
  return z.record(key, value).refine(isFull, 'no quantile is given').transform(keyed);
}

function keyed<T>(map: Readonly<Record<string, T>>): Keyed<T>[] {
  return Object.entries(map)
    .map(([key, value]) => ({ at: parseFraction(key) ?? NaN, key, value }))
    .sort((a, b) => a.at - b.at);
}

function isFull(map: object): boolean {
  return Object.keys(map).length > 0;
}
