import type { Graph } from '../graph/graph.js';
import type { ModelSource } from './plan.js';

/** (x - mean) / std of an input in the order of the ONNX tensor: what the model itself takes, where normalisation is put in front of it. */
export function normalised(input: Float64Array, { inputLayout, nodes }: Graph, normalisation: ModelSource['normalisation']): Float64Array {
  if (normalisation === null) return input;
  const channels = nodes[0]?.shape.channels ?? 1;
  const of = (values: readonly number[], i: number): number => values[values.length === 1 ? 0 : i % channels] ?? NaN;
  const result = new Float64Array(input.length);
  for (let i = 0; i < input.length; i++) {
    const position = inputLayout?.[i] ?? i;
    result[position] = ((input[position] ?? NaN) - of(normalisation.mean, i)) / of(normalisation.std, i);
  }
  return result;
}
