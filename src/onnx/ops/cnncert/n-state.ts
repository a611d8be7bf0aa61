import type { Activation } from '../../../activations/activation.js';
import { activation } from '../../../activations/registry.js';
import { activationOperator } from '../../lower/activation.js';
import { staircaseOf } from '../../lower/staircase.js';
import type { OpNode } from '../../op-node.js';
import { at } from '../../value.js';

/** `states` equidistant levels from -1 to 1 with thresholds `spacing` apart, or any `levels` between given `thresholds`. */
export const nState = activationOperator('NState', [[1, 1, ['levels', 'spacing', 'states', 'thresholds', 'tie']]], (node) => {
  const tie = node.float('tie', 0.5);
  if (![0, 0.5, 1].includes(tie)) node.unsupported(`tie ${tie}`, 'tie is 0, 0.5 or 1.');
  const thresholds = node.floats('thresholds');
  return thresholds === null ? equidistant(node, tie) : general(node, thresholds, tie);
});

function equidistant(node: OpNode, tie: number): Activation {
  if (node.has('levels')) node.unsupported('levels without thresholds', 'Give both, or states and spacing.');
  const states = node.int('states', 2);
  if (!(states >= 2 && states <= 2 ** 20)) node.unsupported(`states ${states}`, 'From 2 to 2^20 states work.');
  const spacing = node.float('spacing', 2 / (states - 1));
  if (!(spacing >= 1e-30 && spacing <= 1e30)) node.unsupported(`spacing ${spacing}`, 'Give a positive spacing.');
  return activation('n-state', { states, spacing, tie });
}

function general(node: OpNode, thresholds: readonly number[], tie: number): Activation {
  if (node.has('states') || node.has('spacing')) node.unsupported('both thresholds and states or spacing', 'Give one or the other.');
  const levels = node.floats('levels') ?? [];
  if (levels.length !== thresholds.length + 1) {
    node.unsupported(`${thresholds.length} thresholds and ${levels.length} levels`, 'Give one level more than thresholds.');
  }
  if (![...thresholds, ...levels].every(Number.isFinite)) node.unsupported('thresholds or levels that are not finite');
  if (thresholds.some((value, i) => i > 0 && value <= at(thresholds, i - 1))) node.unsupported('thresholds that do not increase');
  return staircaseOf(thresholds, levels, tie);
}
