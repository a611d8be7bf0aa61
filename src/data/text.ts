const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;

/** A cell of a table as a number (`nan` and `inf` included, so that they can be reported as such); null for anything else. */
export function parseNumber(cell: string): number | null {
  if (DECIMAL.test(cell)) return Number(cell);
  if (!NOT_FINITE.test(cell)) return null;
  if (/nan/i.test(cell)) return NaN;
  return cell.startsWith('-') ? -Infinity : Infinity;
}
