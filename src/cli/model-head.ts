import type { RunReport } from '../report/run-schema.js';
import type { ModelFile } from './model-file.js';

/** What results of `run` and `explain` say of their model. */
export function modelHead({ path, sha256, graph }: ModelFile): RunReport['model'] {
  return {
    path,
    sha256: sha256(),
    opset: graph.opset,
    inputShape: [...graph.input.shape],
    stripped: [...graph.stripped],
    notices: [...graph.notices],
    ...(graph.noise === undefined ? {} : { noise: { ...graph.noise } }),
  };
}
