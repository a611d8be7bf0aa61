import { InferenceSession, Tensor } from 'onnxjs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/errors.js';
import type { Graph } from '../../src/graph/graph.js';
import { loadModel } from '../../src/onnx/load.js';
import { evaluateGraph } from '../support/evaluate.js';
import { randomInput, worstDifference } from '../support/onnx-runtime.js';
import { bytesOf, type ModelFile, modelsBelow, sharedModels } from '../support/shared-models.js';

/** onnxjs, in plain JavaScript and by other authors than ONNX Runtime: output of the models that it can run, else null. */
async function runOnnxjs(bytes: Uint8Array, graph: Graph, data: Float64Array): Promise<ArrayLike<number> | null> {
  try {
    const session = new InferenceSession({ backendHint: 'cpu' });
    await session.loadModel(bytes);
    const [output] = (await session.run([new Tensor(Float32Array.from(data), 'float32', graph.input.shape)])).values();
    return output?.data instanceof Float32Array ? output.data : null;
  } catch {
    return null;
  }
}

function tryLoad(bytes: Uint8Array): Graph | null {
  try {
    return loadModel(bytes);
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

async function compareAll(files: readonly ModelFile[]) {
  const wrong: unknown[] = [];
  let compared = 0;
  for (const { name, path } of files) {
    const bytes = bytesOf(path);
    const graph = tryLoad(bytes);
    if (graph === null || graph.stripped.length > 0) continue;
    const data = randomInput(graph.input.shape, 11, 0, 1);
    const wanted = await runOnnxjs(bytes, graph, data);
    if (wanted === null) continue;
    compared++;
    const worst = worstDifference(evaluateGraph(graph, data), wanted);
    if (!(worst < 1e-5)) wrong.push({ name, worst });
  }
  return { wrong, compared };
}

const baselines = sharedModels('baselines');

describe('whole models agree with onnxjs', () => {
  it('of this repo, as far as it can run them', async () => {
    expect(await compareAll(modelsBelow(fileURLToPath(new URL('../../models', import.meta.url))))).toEqual({ wrong: [], compared: 4 });
  });

  it.skipIf(baselines.length === 0)('of the baselines, as far as it can run them', async () => {
    expect(await compareAll(baselines)).toEqual({ wrong: [], compared: 20 });
  });
});
