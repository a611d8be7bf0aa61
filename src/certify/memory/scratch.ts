import { CHUNK_ROWS } from '../../bounds/row-chunks.js';
import { SweepPlan } from '../../bounds/sweep-plan.js';
import { Sweeper } from '../../bounds/sweeper.js';
import { planTarget } from '../../bounds/target-plan.js';
import type { ConvShape } from '../../engine/engine.js';
import { mostAcrossRowsBytes } from '../../engine/wasm/across-rows.js';
import { mostAcrossRowsAllBytes } from '../../engine/wasm/across-rows-all.js';
import { SharedHeap } from '../../engine/wasm/heap.js';
import { LISTS_BYTES, listBytesOf } from '../../engine/wasm/live-columns.js';
import { TOUCHING_BYTES } from '../../engine/wasm/s-shaped.js';
import { classSize } from '../../engine/wasm/scratch.js';
import { keptTablesBytes } from '../../engine/wasm/taps.js';
import { hasLines, isNarrow } from '../../engine/wasm/weights.js';
import { required } from '../../graph/context.js';
import { type GraphNode, mapSize } from '../../graph/graph.js';
import type { Program } from '../../graph/program.js';
import type { Classifier } from '../classifier.js';

/**
 * The engine's pool keeps pieces of four sizes per power of two, and blocks of any number of rows occur: together the pieces up to a
 * largest one take (1 + 7/8 + 6/8 + 5/8) * (1 + 1/2 + 1/4 + ...) of it.
 */
const POOL = 6.5;

/** Of blocks in nets where paths fork and join: most of another one waits for what it is added to. */
const FORKS = 1.75;

/** Estimated bytes of the blocks of backward sweeps: one of each size up to the largest. */
export function scratchBytes({ program, classes, bounder }: Classifier): number {
  const output = new SweepPlan(program, program.graph.outputNode, true);
  const sizes = output.order.map((id) => Math.min(classes, CHUNK_ROWS) * mapSize(program.node(id).shape));
  for (const id of bounder.targets.keys()) sizes.push(largestBlock(program, id));
  const forks = program.readers.some((readers) => readers > 1);
  const largest = classSize(SharedHeap.bytesFor(sizes.reduce((most, size) => Math.max(most, size), 0)));
  const targets = [...bounder.targets.keys()];
  const plans = [output, ...targets.map((id) => planTarget(program, id).sweep)];
  const tables = keptTablesBytes(plans.reduce((sum, plan) => sum + tablePositions(program, plan), 0));
  return POOL * (forks ? FORKS : 1) * largest + LISTS_BYTES + TOUCHING_BYTES + tables + largestRoom(program, targets);
}

/** Tables that a step is likely to have: in doubles and in singles, or of lists and of all coefficients. */
const TABLES_OF_STEP = 2;

/** Positions, in lines and columns, of the tables of taps of all steps of a plan. */
function tablePositions(program: Program, plan: SweepPlan): number {
  return plan.order.reduce((sum, id) => (program.node(id).kind === 'conv' ? sum + TABLES_OF_STEP * plan.edgeLengths(id, 0) : sum), 0);
}

/** Lists of a tile, or sums across rows, that do not fit room of the usual size; growing leaves as much again behind. */
function largestRoom(program: Program, targets: readonly number[]): number {
  const rooms = program.graph.nodes.flatMap((node) => [listBytes(node), narrowBytes(program, node)]);
  const largest = [...rooms, ...targets.map((target) => wideBytes(program, target))].reduce((most, bytes) => Math.max(most, bytes), 0);
  return largest > LISTS_BYTES ? 2 * largest : 0;
}

function listBytes({ shape: { height, width, channels } }: GraphNode): number {
  return listBytesOf({ positions: height * width, channels }, 8);
}

/** Few input channels: rows of a specification have windows of the whole map. */
function narrowBytes(program: Program, node: GraphNode): number {
  const shape = filterOf(program, node);
  if (shape === null || !isNarrow(shape, 8)) return 0;
  const { height, width } = program.node(required(node.inputs, 0)).shape;
  const columns = mapSize(node.shape);
  return Math.max(mostAcrossRowsBytes(shape, height * width), mostAcrossRowsAllBytes(shape, columns, width));
}

/** More of them: only rows in singles, those of targets. */
function wideBytes(program: Program, target: number): number {
  const { sweep: plan } = planTarget(program, target);
  return plan.order.reduce((most, id) => {
    const shape = filterOf(program, program.node(id));
    if (shape === null || isNarrow(shape, 8) || !hasLines(shape, 8)) return most;
    return Math.max(most, mostAcrossRowsBytes(shape, plan.largestEdge(id, 0)));
  }, 0);
}

function filterOf(program: Program, node: GraphNode): ConvShape | null {
  if (node.kind !== 'conv') return null;
  const { channels } = program.node(required(node.inputs, 0)).shape;
  return { ...node, inChannels: channels, outChannels: node.shape.channels };
}

/** Coefficients in the largest block of rows of a target. */
function largestBlock(program: Program, target: number): number {
  const plan = new SweepPlan(program, target, false);
  const { height, width, channels } = program.node(target).shape;
  let most = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const window = plan.largestWindow(y, x);
      most = Math.max(most, window * Math.min(Sweeper.blockRows(window), 2 * channels * height * width));
    }
  }
  return most;
}
