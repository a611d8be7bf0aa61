import type { Relaxation } from '../activations/activation.js';
import type { Graph } from '../graph/graph.js';
import type { ProductChoice } from '../graph/nodes/product-lines.js';
import type { PoolingChoice } from '../graph/nodes/window-relaxation.js';
import type { BoundSettings } from '../graph/operator.js';
import type { Program } from '../graph/program.js';

/** Which of several sound lines every kind of node takes. */
export type LineChoice = Omit<BoundSettings, 'biasGamma'>;

/** The choices of lines that make a difference in a graph: all are sound, and none is always the best. */
export class LineChoices {
  /** Choices of activations beside the first. */
  readonly relaxations: readonly Relaxation[];
  private readonly poolings: readonly PoolingChoice[];
  private readonly products: readonly ProductChoice[];

  constructor({ nodes }: Graph) {
    const functions = nodes.flatMap((node) => (node.kind === 'activation' ? node.functions : []));
    this.relaxations = [...new Set(functions.flatMap((f) => f.alternatives))];
    this.poolings = nodes.some(({ kind }) => kind === 'max-pool') ? ['cnn-cert', 'largest'] : ['cnn-cert'];
    this.products = nodes.some(({ kind }) => kind === 'product') ? ['middle', 'low', 'high'] : ['middle'];
  }

  /** For all intermediate bounds and the first try of the specification. */
  first(relaxation: Relaxation): LineChoice {
    return { relaxation, pooling: 'cnn-cert', product: 'middle' };
  }

  /** Whether curved activations offer another pair of lines. */
  get hasArea(): boolean {
    return this.relaxations.includes('area');
  }

  /**
   * For a second bound of intermediate values, in graphs where it pays; null elsewhere. `areTight`: the first lines of all activations are so
   * close together that others cannot be much better.
   */
  second(relaxation: Relaxation, areTight: boolean): LineChoice | null {
    const area = this.hasArea && relaxation === 'adaptive' && !areTight;
    const pools = this.poolings.length > 1;
    return area || pools ? { relaxation: area ? 'area' : relaxation, pooling: pools ? 'largest' : 'cnn-cert', product: 'middle' } : null;
  }

  /** For the rows of a specification, beside the first. `areTight`: as for `second`. */
  others(relaxation: Relaxation, areTight: boolean): LineChoice[] {
    const tried = areTight ? this.relaxations.filter((other) => other !== 'area') : this.relaxations;
    const relaxations = relaxation === 'adaptive' ? [relaxation, ...tried] : [relaxation];
    return relaxations
      .flatMap((other) => this.poolings.map((pooling) => ({ relaxation: other, pooling })))
      .flatMap((choice) => this.products.map((product) => ({ ...choice, product })))
      .slice(1);
  }
}

/** Gives everything before a node (of the nodes `among`, ascending) the lines of one choice; with `singles`, for rows in singles too. */
export function chooseLines(program: Program, among: Iterable<number>, before: number, settings: BoundSettings, singles = false): void {
  for (const id of among) {
    if (id >= before) return;
    const operator = program.operator(id);
    const inputs = operator.node.inputs.map((input) => program.boundsOf(input));
    operator.relax?.(inputs, settings);
    if (singles && operator.relax !== undefined) program.prepareSingles(id, settings.biasGamma);
  }
}
