import type { Graph } from '../graph.js';
import { affineIntoNext } from './affine-into-next.js';
import { affineIntoPrevious } from './affine-into-previous.js';
import { collapseAffine } from './collapse-affine.js';
import { dropUnreachable } from './drop-unreachable.js';
import type { Rewrite } from './edit.js';
import { mergePad } from './merge-pad.js';
import { mergeSteps } from './merge-steps.js';
import { recogniseTerelu } from './recognise-terelu.js';
import { removeIdentity } from './remove-identity.js';
import { roundAndClip } from './round-and-clip.js';
import { spelledActivations } from './spelled-activations.js';

/** All rewrites, in the order in which they are tried. */
export const rewrites: readonly Rewrite[] = [
  dropUnreachable,
  removeIdentity,
  spelledActivations,
  collapseAffine,
  affineIntoPrevious,
  affineIntoNext,
  mergePad,
  mergeSteps,
  recogniseTerelu,
  roundAndClip,
];

/** Applies the rewrites, or some of them, until none finds anything to do. Each step removes a node or its last reader, or leaves fewer nodes that are not linear, so this ends. */
export function simplify(graph: Graph, chosen: readonly Rewrite[] = rewrites): Graph {
  let current = graph;
  for (;;) {
    const next = rewriteOnce(current, chosen);
    if (next === null) return current;
    current = next;
  }
}

function rewriteOnce(graph: Graph, chosen: readonly Rewrite[]): Graph | null {
  for (const rewrite of chosen) {
    const next = rewrite(graph);
    if (next !== null) return next;
  }
  return null;
}
