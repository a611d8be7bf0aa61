import { LineChoices } from '../../bounds/line-choices.js';
import { canBeSettled } from '../../bounds/targets.js';
import { createCountingEngine } from '../../engine/counting.js';
import { SharedHeap } from '../../engine/wasm/heap.js';
import { type Graph, type GraphNode, mapSize } from '../../graph/graph.js';
import { Classifier } from '../classifier.js';
import { type CertifySettings, usesSingles } from '../settings.js';
import { scratchBytes } from './scratch.js';

/** Estimated bytes of the engine's memory. */
export interface EngineMemory {
  /** Packed weights, once for all threads. */
  readonly weights: number;
  /** The same in singles: once for all threads of a run. */
  readonly singles: number;
  /** What a program takes that only evaluates inputs. */
  readonly program: number;
  /** What a program takes that certifies: bounds and lines of every choice, in doubles and singles, blocks, and the board for helpers. */
  readonly certifying: number;
}

/**
 * Estimates the engine's memory before anything is packed: the arrays that a program makes at once are counted on an engine that
 * does not compute, those made on demand and the blocks of backward sweeps follow from the layers and the windows.
 *
 * @throws ModelError `NOT_A_CLASSIFIER`.
 */
export function estimateEngineMemory(graph: Graph, settings: Pick<CertifySettings, 'kernel' | 'method' | 'relaxation'>): EngineMemory {
  const { engine, counts } = createCountingEngine();
  const classifier = new Classifier(graph, engine);
  const { weights, arrays, singleWeights } = counts;
  classifier.bounder.openBoard();
  const board = counts.arrays - arrays;
  const singles = usesSingles(settings);
  const { relaxations } = new LineChoices(graph);
  const mixes = settings.relaxation === 'adaptive';
  const choices = mixes ? new Set(['adaptive', ...relaxations]).size : 2;
  const isFork = ({ id }: GraphNode): boolean => (classifier.program.readers[id] ?? 0) > 1;
  const onDemand = graph.nodes.reduce(
    (sum, node) => sum + bytesOnDemand(node, choices, singles, isFork(node)) + (mixes ? mixedBytes(node, choices) : 0),
    0,
  );
  const blocks = scratchBytes(classifier) + provedBytes(classifier);
  return { weights, singles: singles ? singleWeights : 0, program: arrays, certifying: arrays + board + onDemand + blocks };
}

/** What a search of radii keeps of two earlier computations. */
function provedBytes({ bounder, program }: Classifier): number {
  const targets = [...bounder.targets.values()].filter(canBeSettled);
  return targets.reduce((sum, { id }) => sum + 4 * SharedHeap.bytesFor(program.size(id)), 0);
}

/** Arrays of a node that are made when they are first needed. */
function bytesOnDemand(node: GraphNode, choices: number, singles: boolean, isFork: boolean): number {
  const size = mapSize(node.shape);
  const doubles = SharedHeap.bytesFor(size);
  const single = singles ? SharedHeap.bytesFor(size, 4) : 0;
  // Bounds of rows that end there, and, where they may become singles, what that loses.
  const box = doubles + single + (singles ? doubles : 0);
  const offsets = SharedHeap.bytesFor(64);
  switch (node.kind) {
    case 'input':
      return offsets + single;
    case 'activation':
      return offsets + (5 * (choices - 1) + 2 * choices) * doubles + (isFork ? 6 : 5) * Math.min(choices, 2) * single + box;
    case 'max-pool':
      return offsets + (2 * node.kernelHeight * node.kernelWidth + 3) * single + box;
    case 'conv':
    case 'dense':
      return offsets + 4 * single;
    case 'sparse':
      return offsets + 2 * single + (singles ? SharedHeap.bytesFor(node.indices.length, 4) : 0);
    case 'product':
      // Planes beside the first: two more pairs.
      return offsets + 20 * doubles + 5 * single + box;
    default:
      return offsets + 2 * single;
  }
}

/** Lines that every neuron chooses for itself. */
function mixedBytes(node: GraphNode, choices: number): number {
  const doubles = SharedHeap.bytesFor(mapSize(node.shape));
  switch (node.kind) {
    case 'activation':
      return choices > 1 ? 7 * doubles : 0;
    case 'max-pool':
      return 2 * SharedHeap.bytesFor(node.kernelHeight * node.kernelWidth * mapSize(node.shape)) + 3 * doubles;
    case 'product':
      return 10 * doubles;
    default:
      return 0;
  }
}
