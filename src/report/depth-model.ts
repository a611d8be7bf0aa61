import type { ActivationDepth, ModelDepth } from '../depth/model-depth.js';
import type { ModelDepthReport } from './depth-schema.js';

/** Stands wherever a model is spoken of. */
const ASSUMPTION =
  'Mean-field theory assumes wide layers of independent random weights. For trained weights, as here, it is an extrapolation: a hint, not a property of the model.';

/** What the theory says of a model, as it is reported. */
export function modelDepthReport(
  { activations, threshold, collapse, endless }: ModelDepth,
  file: Pick<ModelDepthReport, 'path' | 'sha256' | 'opset' | 'notices'>,
): ModelDepthReport {
  return {
    path: file.path,
    sha256: file.sha256,
    opset: file.opset,
    assumption: ASSUMPTION,
    threshold,
    collapse: activations.find(({ node }) => node === collapse)?.name ?? null,
    activations: activations.map(activationReport),
    endless: [...endless],
    notices: file.notices,
  };
}

function activationReport({ steps, optimum, ...depth }: ActivationDepth): ModelDepthReport['activations'][number] {
  const { node, name, kind, quantisers, layer, sigmaW, sigmaB, field, dies, left, remark } = depth;
  return {
    node,
    name,
    kind,
    levels: [...steps.levels],
    thresholds: [...steps.thresholds],
    quantisers,
    layer,
    sigmaW,
    sigmaB,
    field,
    dies,
    optimum: optimum === null ? null : bestOf(optimum),
    sigmaWOverOptimal: optimum === null || sigmaW === null ? null : sigmaW / optimum.sigmaW,
    left,
    remark,
  };
}

function bestOf({ sigmaW, field: { chi, depthScale, maxDepth } }: NonNullable<ActivationDepth['optimum']>) {
  return { sigmaW, chi, depthScale, maxDepth };
}
