import { duration, percent, rounded, roundedDown } from '../report/numbers.js';
import type { GateCheck } from './outcome.js';

type Quantity = NonNullable<GateCheck['got']>;

/** `85 %`, to as many digits as it was given. */
export function exactPercent(value: number): string {
  return `${Number((100 * value).toPrecision(6))} %`;
}

/** A share that was counted. */
export function counted(count: number, total: number): Quantity | null {
  return total === 0 ? null : { text: percent(count, total), value: count / total };
}

/** A radius that was found: never more than it is. */
export function radiusQuantity(value: number): Quantity {
  return { text: roundedDown(value), value };
}

/** The least of something. */
export function atLeast(value: number, text: string): Quantity {
  return { text: `>= ${text}`, value };
}

/** The most of something. */
export function atMost(value: number, text: string): Quantity {
  return { text: `<= ${text}`, value };
}

/** A time. */
export function seconds(value: number): Quantity {
  return { text: duration(value), value };
}

/** A number that is only shown, such as a threshold that is computed. */
export function near(value: number): string {
  return rounded(value);
}

/** `1 input`, `3 inputs`. */
export function inputs(count: number): string {
  return count === 1 ? '1 input' : `${count} inputs`;
}
