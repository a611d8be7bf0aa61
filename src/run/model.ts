import type { Graph } from '../graph/graph.js';
import { withNormalisation } from '../graph/rewrites/normalise-input.js';
import { loadModel } from '../onnx/load.js';
import type { ReadExternal } from '../onnx/tensor-data.js';
import { replayExternal } from './external.js';
import type { ModelSource } from './plan.js';

/** Reads the graph of a model, its normalisation put in front. Throws ModelError, UsageError. */
export function loadGraph(model: ModelSource, readExternal: ReadExternal = replayExternal(model.external)): Graph {
  const { bytes, input, output, shape, constants = {}, normalisation, keepOutput = false, keepScales = false, noise } = model;
  const graph = loadModel(bytes, {
    ...(input === null ? {} : { input }),
    ...(output === null ? {} : { output }),
    ...(shape === null ? {} : { shape }),
    constants,
    keepOutput,
    keepScales,
    noise,
    readExternal,
  });
  return normalisation === null ? graph : withNormalisation(graph, normalisation.mean, normalisation.std);
}
