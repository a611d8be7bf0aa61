// What singles and `auto` may lose of a bound for the time that it saves, as measured.

/**
 * Where the lines of all activations are this close together, others are not worth a second bound of intermediate values, or of the rows of a
 * specification. Measured: no margin differs by more than 2e-4 of 1 + |margin|.
 */
export const TIGHT = { values: 2 ** -7, rows: 2 ** -7 };

/**
 * What rounding may take of an interval's width in `auto`: less where intermediate bounds are computed from it, which add their own to it. Measured: with
 * 2^-9 for the last target no margin of s-shaped networks differs by more than 1.2e-5 of 1 + |margin|.
 */
export const TOLERATED_LOSS = { last: 2 ** -9, others: 2 ** -12 };

/**
 * Multiply-adds of all rows of a target from which one row for a settled element is worth what the bounds of later layers lose by it. Measured: below, it saves 1 to 3 % of the time; where an interval that would have beaten a
 * row no longer does, an adaptive slope may flip, which was worth up to 4e-3 of 1 + |margin| in chains of eight layers.
 */
export const MUCH_WORK = 2 ** 31;

/** `auto`: the share of their multiply-adds with which rows start in doubles, since most of what singles lose is lost in the first steps. */
export const SHARE_IN_DOUBLES = 1 / 2;

/**
 * Coefficients of rows, as many as the largest window of each has, for each element before a target, from which singles are worth making the nodes ready for them: the time that this takes, and half as much again for the last target, one side of whose elements
 * is bounded while the other one is loose, and rounding next to that looks small.
 */
export const ENOUGH_COEFFICIENTS = { last: 12, others: 4 };
