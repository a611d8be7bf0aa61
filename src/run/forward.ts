import { createWasmEngine } from '../engine/wasm/wasm-engine.js';
import type { Graph } from '../graph/graph.js';
import { Program } from '../graph/program.js';

/** Evaluates a layer graph in float64, with inputs and outputs in the order of the ONNX tensors. */
export class Forward {
  private readonly program: Program;

  constructor(readonly graph: Graph) {
    this.program = new Program(graph, createWasmEngine());
  }

  /** The output for one input, which has as many elements as the model takes. */
  evaluate(input: Float64Array): Float64Array {
    const { inputLayout, outputLayout } = this.graph;
    const value = this.program.evaluate(inputLayout === null ? input : gather(input, inputLayout));
    return outputLayout === null ? Float64Array.from(value) : gather(value, outputLayout);
  }
}

function gather(values: Float64Array, positions: Int32Array): Float64Array {
  return Float64Array.from(positions, (position) => values[position] ?? NaN);
}

/** Shape of the outputs of `count` inputs, one after the other: along the batch axis where the model has one of length 1. */
export function stackedShape({ input, output }: Graph, count: number): number[] {
  const batched = input.shape[0] === 1 && output.shape[0] === 1 && output.shape.length > 1;
  if (batched) return [count, ...output.shape.slice(1)];
  return count === 1 ? [...output.shape] : [count, ...output.shape];
}
