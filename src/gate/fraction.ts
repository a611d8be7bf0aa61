const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text such as `0.03` or `8/255` stands for; null if it is none, or not finite. */
export function parseFraction(text: string): number | null {
  const [numerator = '', denominator, ...more] = text.trim().split('/');
  if (!DECIMAL.test(numerator) || more.length > 0) return null;
  if (denominator === undefined) return finite(Number(numerator));
  return DECIMAL.test(denominator) ? finite(Number(numerator) / Number(denominator)) : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
