import type { Engine } from '../engine/engine.js';
import type { MapShape } from '../graph/graph.js';
import type { Bounds } from '../graph/operator.js';
import type { BlockList } from './block-list.js';
import type { TargetPlan } from './target-plan.js';
import { isUndecided, type Target } from './targets.js';

/**
 * Lists the elements of a target that matter, class by class of their positions, not cut into blocks yet; `all`: every element.
 */
export function listOpen(
  engine: Engine,
  plan: TargetPlan,
  shape: MapShape,
  target: Target,
  bounds: Bounds,
  all: boolean,
  list: BlockList,
): void {
  const { firsts, counts } = plan;
  const { channels } = shape;
  const { lower, upper } = bounds;
  list.clear();
  if (!all && target.onlyRelu) {
    list.length = engine.openElements(firsts, channels, lower, upper, list.elements, counts);
    return;
  }
  for (let run = 0; run < firsts.length; run++) {
    counts[run] = list.length;
    const first = firsts[run] ?? NaN;
    for (let k = first; k < first + channels; k++) if (all || isUndecided(target, k, lower[k] ?? NaN, upper[k] ?? NaN)) list.add(k);
  }
  counts[firsts.length] = list.length;
}
