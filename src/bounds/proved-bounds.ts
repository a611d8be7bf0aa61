import type { Bounds } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { copyRegion, isNested } from './nested.js';
import type { Region } from './region.js';
import { canBeSettled, isUndecided, type Target } from './targets.js';

/** Where a request stands among others over regions inside one another. Plain data: whoever replays the requests proves the same bounds. */
export interface Series {
  /** Its own number. */
  readonly number: number;
  /** The number of an earlier request over a region that holds this one: the one before, or that one's own `within`. null: the first, which forgets all others. */
  readonly within: number | null;
}

/** What one request proved of every target. */
interface Proved {
  /** null: of no request. */
  number: number | null;
  region: Region | null;
  readonly bounds: Map<number, Pick<Bounds, 'lower' | 'upper'>>;
}

/**
 * The final bounds of all targets over two regions: the one that holds those to come, and the last one, which may turn out to. What holds over a
 * region holds over every region inside it, and what it settles needs no rows there.
 */
export class ProvedBounds {
  private kept = nothing();
  private next = nothing();
  /** What holds over the region of the request that runs. */
  private current: Proved | null = null;
  private readonly targets: readonly Target[];

  constructor(
    private readonly program: Program,
    targets: Iterable<Target>,
  ) {
    this.targets = [...targets].filter(canBeSettled);
  }

  /** Before a request. One without a series neither uses nor changes anything. */
  start(series: Series | undefined, region: Region): void {
    this.current = null;
    if (series === undefined) return;
    if (this.next.number !== null && this.next.number === series.within) [this.kept, this.next] = [this.next, this.kept];
    if (this.kept.number !== series.within) this.kept.number = null;
    this.next.number = null;
    const { number, region: outer } = this.kept;
    if (number !== null && outer !== null && isNested(region, outer)) this.current = this.kept;
  }

  /**
   * Takes over what settles an element of a target, and forgets the rest: it could only flip an adaptive slope.
   */
  settle(target: Target, { lower, upper }: Bounds): void {
    const known = this.current?.bounds.get(target.id);
    if (known === undefined) return;
    for (let k = 0; k < lower.length; k++) {
      if (!isUndecided(target, k, lower[k] ?? NaN, upper[k] ?? NaN)) continue;
      const low = Math.max(lower[k] ?? NaN, known.lower[k] ?? NaN);
      const high = Math.min(upper[k] ?? NaN, known.upper[k] ?? NaN);
      if (isUndecided(target, k, low, high)) continue;
      lower[k] = low;
      upper[k] = high;
    }
  }

  /** After a request that has proved what it was asked for. */
  finish(series: Series | undefined, region: Region): void {
    if (series === undefined) return;
    const { next } = this;
    for (const { id } of this.targets) {
      const { lower, upper } = this.program.boundsOf(id);
      const record = next.bounds.get(id) ?? this.allocate(id, next);
      record.lower.set(lower);
      record.upper.set(upper);
    }
    next.number = series.number;
    next.region = copyRegion(region);
  }

  private allocate(id: number, { bounds }: Proved): Pick<Bounds, 'lower' | 'upper'> {
    const array = () => this.program.engine.allocate(this.program.size(id));
    const fresh = { lower: array(), upper: array() };
    bounds.set(id, fresh);
    return fresh;
  }
}

function nothing(): Proved {
  return { number: null, region: null, bounds: new Map() };
}
