import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { externalReader } from '../../src/data/external.js';
import { sizeOf } from '../../src/engine/tensor.js';
import { ModelError } from '../../src/errors.js';
import type { Graph } from '../../src/graph/graph.js';
import { type LoadOptions, loadModel } from '../../src/onnx/load.js';
import { decodeModel } from '../../src/onnx/messages.js';
import { evaluateGraph } from '../support/evaluate.js';
import { expectSection } from '../support/generated-section.js';
import { randomInput, runRuntime, worstDifference } from '../support/onnx-runtime.js';
import { bytesOf, type ModelFile, modelsBelow, sharedModels } from '../support/shared-models.js';

/** float32 sums of a few thousand terms. */
const TOLERANCE = 3e-5;

type Outcome = { readonly graph: Graph } | { readonly code: string };

/** Loads a model, of several outputs the first. Whatever is thrown that is no ModelError fails the test. */
function load({ path }: ModelFile): Outcome {
  const bytes = bytesOf(path);
  const readExternal = externalReader(path);
  const first = attempt(bytes, { readExternal });
  if (!('code' in first) || first.code !== 'MODEL_OUTPUT') return first;
  return attempt(bytes, { readExternal, output: decodeModel(bytes).graph.outputs[0]?.name });
}

function attempt(bytes: Uint8Array, options: LoadOptions): Outcome {
  try {
    return { graph: loadModel(bytes, options) };
  } catch (error) {
    if (error instanceof ModelError) return { code: error.code };
    throw error;
  }
}

/** Difference from the runtime; null where it cannot be compared: a stripped output, or a model that the runtime cannot run. */
async function difference({ path }: ModelFile, graph: Graph): Promise<number | null> {
  const data = randomInput(graph.input.shape, 7, 0, 1);
  if (graph.stripped.length > 0 || sizeOf(graph.output.shape) > 200_000) return null;
  const wanted = await runRuntime(path, graph.input.name, graph.input.shape, data, graph.output.name).catch(() => null);
  return wanted === null ? null : worstDifference(evaluateGraph(graph, data), wanted.data);
}

async function compareAll(files: readonly ModelFile[]) {
  const codes: Record<string, number> = {};
  const wrong: unknown[] = [];
  let compared = 0;
  let loaded = 0;
  for (const file of files) {
    const outcome = load(file);
    if ('code' in outcome) {
      codes[outcome.code] = (codes[outcome.code] ?? 0) + 1;
      continue;
    }
    loaded++;
    const worst = await difference(file, outcome.graph);
    if (worst !== null) compared++;
    if (worst !== null && !(worst < TOLERANCE)) wrong.push({ name: file.name, worst });
  }
  return { wrong, compared, loaded, codes };
}

/** For busy machines; half a minute on a quiet one. */
const PATIENCE = 600_000;

const models = modelsBelow(fileURLToPath(new URL('../../models', import.meta.url)));
const baselines = sharedModels('baselines');
const vnncomp = sharedModels('data', 'vnncomp');
const wild = sharedModels('data', 'wild');

describe('whole models agree with ONNX Runtime', () => {
  it('of this repo', async () => {
    // ONNX Runtime has no operators of ai.cnncert: test/onnx/domains.test.ts and its neighbours spell them out.
    const own = ['fmnist_noisy_tanh.onnx', 'fmnist_nstate.onnx', 'fmnist_terelu.onnx'];
    expect(models.map(({ name }) => name)).toEqual(expect.arrayContaining(own));
    const compared = models.length - own.length;
    expect(await compareAll(models)).toEqual({ wrong: [], compared, loaded: models.length, codes: {} });
  });

  it.skipIf(baselines.length === 0)('of the baselines', async () => {
    expect(await compareAll(baselines)).toEqual({ wrong: [], compared: baselines.length, loaded: baselines.length, codes: {} });
  });

  it.skipIf(vnncomp.length === 0)('of VNN-COMP, or are refused with a reason', { timeout: PATIENCE }, async () => {
    expectCounted('vnncomp', await compareAll(vnncomp));
  });

  it.skipIf(wild.length === 0)('from the wild, or are refused with a reason', { timeout: PATIENCE }, async () => {
    expectCounted('wild', await compareAll(wild));
  });
});

/** Nothing is wrong, and the counts are those in the documentation. */
function expectCounted(set: string, { wrong, compared, loaded, codes }: Awaited<ReturnType<typeof compareAll>>): void {
  expect(wrong).toEqual([]);
  const refused = Object.entries(codes).toSorted().map(([code, count]) => `${code} ${count}`).join(', '); // prettier-ignore
  expectSection(
    'docs/conformance.md',
    set,
    `${loaded} models load, ${compared} of them compared with ONNX Runtime; refused: ${refused === '' ? 'none' : refused}.\n`,
  );
}
