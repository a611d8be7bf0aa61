const DIGITS = 4;

/** A number of four digits that is not above x: what is printed as proved is proved. */
export function roundedDown(x: number): string {
  return shortest(directed(x, -1));
}

/** A number of four digits that is not below x. */
export function roundedUp(x: number): string {
  return shortest(directed(x, 1));
}

/** The nearest number of four digits. */
export function rounded(x: number): string {
  return shortest(x.toPrecision(DIGITS));
}

/** `17/20`. */
export function fraction(count: number, total: number): string {
  return `${count}/${total}`;
}

/** `85.0 %`, never rounded up: 100.0 % means all. */
export function percent(count: number, total: number): string {
  return total === 0 ? '-' : `${(Math.floor((1000 * count) / total) / 10).toFixed(1)} %`;
}

/** `0.042 s`, `12.3 s`, `3 min 05 s`, `2 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${seconds.toFixed(3)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pad = (n: number): string => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** The same in seven characters, for a column: `0.042 s`, `65.0 s`, `18 min`, `2.1 h`. */
export function shortDuration(seconds: number): string {
  if (seconds < 999.95) return seconds < 59.95 ? duration(seconds) : `${seconds.toFixed(1)} s`;
  return seconds < 35970 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** The nearest decimal, or its neighbour on the wanted side. */
function directed(x: number, side: -1 | 1): string {
  const near = x.toPrecision(DIGITS);
  if (side * (Number(near) - x) >= 0) return near;
  const exponent = Number(x.toExponential().split('e')[1]);
  return (Number(near) + side * 10 ** (exponent - DIGITS + 1)).toPrecision(DIGITS);
}

/** Without zeros that say nothing. */
function shortest(decimal: string): string {
  return String(Number(decimal));
}
