import { TOUCHING_ENTRIES, TOUCHING_STEPS, type Touching } from '../../engine/s-shaped.js';
import { tangentPoint } from './curve.js';
import type { SShape } from './s-shaped.js';

/** Cubic interpolation is then off by about 1e-8, which costs about that much of a line's height. */
const TABLE_STEP = 1 / TOUCHING_STEPS;

/**
 * Where the tangent through (-t, f(-t)) touches the other side: a function of t >= 0 alone, and by symmetry the same for both sides. A table whose entries are
 * made when they are first used; it only chooses a tangent point, so no accuracy is assumed of it.
 */
export class TouchingPoints implements Touching {
  /** NaN: not made yet. */
  readonly table = new Float64Array(TOUCHING_ENTRIES).fill(NaN);

  version = 0;

  constructor(private readonly shape: SShape) {}

  /** About the touching point for a far endpoint at distance t; NaN beyond the table. */
  at(t: number): number {
    const { table } = this;
    const place = t / TABLE_STEP;
    const first = Math.floor(place) - 1;
    if (!(first >= -1 && first + 3 < table.length)) return NaN;
    const s = place - first - 1;
    const known = interpolated(table, first, s);
    if (!Number.isNaN(known)) return known;
    this.make(first);
    return interpolated(table, first, s);
  }

  /** The entries from `first` on that are needed there. */
  private make(first: number): void {
    this.version++;
    for (let i = Math.max(first, 0); i < first + 4; i++) if (Number.isNaN(this.table[i])) this.table[i] = this.touching(i * TABLE_STEP);
  }

  private touching(t: number): number {
    const { shape } = this;
    return t === 0 ? 0 : tangentPoint(shape, (slope) => shape.slopeInverse(slope), -t, shape.value(-t), t, 0, t);
  }
}

function interpolated(table: Float64Array, first: number, s: number): number {
  // An odd function.
  const a = first < 0 ? -(table[1] ?? NaN) : (table[first] ?? NaN);
  const b = table[first + 1] ?? NaN;
  const c = table[first + 2] ?? NaN;
  const d = table[first + 3] ?? NaN;
  return b + (s / 2) * (c - a + s * (2 * a - 5 * b + 4 * c - d + s * (3 * (b - c) + d - a)));
}
