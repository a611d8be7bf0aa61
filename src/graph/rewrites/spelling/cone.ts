import type { Graph } from '../../graph.js';

/** Nodes between one value and a node that depends on nothing else, all of them elementwise. */
export interface Cone {
  /** The value that everything is a function of. */
  readonly anchor: number;
  readonly root: number;
  /** Nodes strictly between; nobody else reads them. */
  readonly interior: readonly number[];
}

/** Longer spellings than this are not looked for. */
const MOST_NODES = 24;

/** The elementwise cones that end in a node, the smallest first. `uses` are `useCounts` of the graph; without them, interior nodes may have other readers. */
export function* conesOf(
  { nodes }: Pick<Graph, 'nodes'>,
  root: readonly number[],
  uses: readonly number[] | null,
): Generator<Omit<Cone, 'root'>> {
  const reads = new Map<number, number>();
  const frontier = new Set<number>();
  const read = (id: number) => {
    reads.set(id, (reads.get(id) ?? 0) + 1);
    frontier.add(id);
  };
  root.forEach(read);
  const interior: number[] = [];
  while (interior.length <= MOST_NODES) {
    const latest = Math.max(...frontier);
    if (frontier.size === 1) yield { anchor: latest, interior };
    const node = nodes[latest];
    const elementwise = node?.kind === 'affine' || node?.kind === 'activation' || node?.kind === 'add' || node?.kind === 'product';
    // Readers have higher numbers, so all those within the cone are counted by now.
    if (!elementwise || (uses !== null && uses[latest] !== reads.get(latest))) return;
    frontier.delete(latest);
    interior.push(latest);
    node.inputs.forEach(read);
  }
}
