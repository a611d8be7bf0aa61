import { estimateEngineMemory } from '../certify/memory/engine-memory.js';
import type { Graph } from '../graph/graph.js';
import { type MemoryPlan, planMemory } from '../run/memory-plan.js';
import type { JobArguments } from './job.js';
import type { ModelFile } from './model-file.js';

/** File and weights as the process holds them, with the copies that loading leaves to the garbage collector (measured on 2 million weights). */
const COPIES = 2.5;

/** How the run keeps to `--max-memory`; without it, all threads and no limit. Throws UsageError `MEMORY_LIMIT`. */
export function memoryPlanOf(args: JobArguments, { graph, source }: ModelFile, threads: number): MemoryPlan {
  if (args.maxMemory === undefined) return { threads, engineBytes: Infinity };
  const external = source.external.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  return planMemory({
    limit: args.maxMemory,
    threads,
    engine: estimateEngineMemory(graph, args),
    model: COPIES * (weightBytes(graph) + source.bytes.byteLength + external),
  });
}

/** Bytes of all weights of a graph. */
export function weightBytes({ nodes }: Graph): number {
  return nodes.reduce((sum, node) => sum + ('weights' in node ? (node.weights?.byteLength ?? 0) : 0), 0);
}
