import type { OperatorContext } from '../context.js';
import type { InputNode } from '../graph.js';
import type { Operator, Reach } from '../operator.js';

/** The graph input: its value and bounds are given, rows end here. */
export class InputOperator implements Operator {
  readonly fanOut = 0;
  readonly parameters = 0;

  constructor(
    _context: OperatorContext,
    readonly node: InputNode,
  ) {}

  evaluate(): void {
    // The value is written by the caller.
  }

  bound(): void {
    // The bounds are written by the caller.
  }

  prepareSingles(): void {
    // Rows end here, at the region: see the sweeper.
  }

  linearize(): void {
    // Nothing to prepare.
  }

  reach(): Reach {
    throw new Error('the input has no inputs');
  }

  backward(): void {
    throw new Error('rows end at the input');
  }
}
