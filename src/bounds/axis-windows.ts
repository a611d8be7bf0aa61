import { required } from '../graph/context.js';
import type { Axis, Reach } from '../graph/operator.js';
import type { Program } from '../graph/program.js';
import { extent } from '../graph/reach.js';

/** Windows along one axis for rows that start at one position, or at neighbouring ones, everything relative: rows with equal `key`, a small number, can share a block. */
export interface AxisWindows {
  readonly key: number;
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  /** Per node, per input. */
  readonly edges: readonly (readonly { size: number; phase: number; hull: number }[])[];
}

/** How windows grow along one axis from a target backwards. */
export class AxisWalk {
  /** Positions of the target on this axis. */
  readonly length: number;
  private readonly keys = new Map<string, number>();
  /** By the first position and how many there are. */
  private readonly known = new Map<number, AxisWindows>();

  /** `order`: the nodes, target first, each after all its readers. */
  constructor(
    private readonly program: Program,
    private readonly target: number,
    private readonly order: readonly number[],
    private readonly axis: Axis,
  ) {
    this.length = extent(program.node(target).shape, axis);
  }

  /** Windows of rows that start at one of `count` positions, the least that hold those of each. */
  from(position: number, count: number): AxisWindows {
    const at = position * (this.length + 1) + count;
    const known = this.known.get(at);
    if (known !== undefined) return known;
    const windows = this.walk(position, count);
    this.known.set(at, windows);
    return windows;
  }

  /** Most positions that an input's window of a node has, of those that were asked for. */
  longest(node: number, input: number): number {
    let most = 0;
    for (const { edges } of this.known.values()) most = Math.max(most, required(required(edges, node), input).size);
    return most;
  }

  /** Of those that were asked for, one of each key. */
  get classes(): readonly AxisWindows[] {
    return [...new Map([...this.known.values()].map((windows) => [windows.key, windows])).values()];
  }

  /** A number for a signature, so that classes are cheap to look up. */
  private intern(signature: string): number {
    const known = this.keys.get(signature);
    if (known !== undefined) return known;
    const fresh = this.keys.size;
    this.keys.set(signature, fresh);
    return fresh;
  }

  private walk(position: number, size: number): AxisWindows {
    const { program, order, axis } = this;
    const count = program.operators.length;
    const starts = new Array<number>(count).fill(0);
    const ends = new Array<number>(count).fill(-1);
    const reaches: Reach[][] = Array.from({ length: count }, () => []);
    starts[this.target] = position;
    ends[this.target] = position + size;
    for (const id of order) {
      const start = required(starts, id);
      required(reaches, id).push(
        ...program.node(id).inputs.map((input, i) => {
          const reach = program.operator(id).reach(i, axis, start, required(ends, id) - start);
          const fresh = required(ends, input) < 0;
          starts[input] = fresh ? reach.start : Math.min(required(starts, input), reach.start);
          ends[input] = Math.max(required(ends, input), reach.start + reach.size);
          return reach;
        }),
      );
    }
    const sizes = starts.map((start, id) => Math.max(required(ends, id) - start, 0));
    const edges = reaches.map((list, id) =>
      list.map((reach, i) => ({
        size: reach.size,
        phase: reach.phase,
        hull: reach.start - required(starts, required(program.node(id).inputs, i)),
      })),
    );
    const signature = order.map((id) =>
      [required(sizes, id), ...required(edges, id).map((e) => [e.size, e.phase, e.hull].join())].join(';'),
    );
    return { key: this.intern(signature.join('/')), starts, sizes, edges };
  }
}
