/**
 * Certified robustness of ONNX classifiers: {@link certify} does everything in one call; {@link loadModel}, {@link Classifier} and
 * {@link certifyInput} are its parts.
 *
 * @packageDocumentation
 */
export { certify, type CertifyOptions, type CertifyOutcome } from './api.js';
export { loadModel, type LoadOptions } from './onnx/load.js';
export type { GivenTensor } from './onnx/constants.js';
export { withNormalisation } from './graph/rewrites/normalise-input.js';
export { withNoise, type NoiseSettings } from './graph/noise/noise.js';
export type { Graph, GraphNode, GraphNoise, MapShape } from './graph/graph.js';
export { Classifier } from './certify/classifier.js';
export { certifyInput } from './certify/certify-input.js';
export type { InputTask } from './certify/certification.js';
export { checkSettings } from './certify/check-settings.js';
export { DEFAULT_SETTINGS, type CertifySettings, type TargetChoice } from './certify/settings.js';
export type { Counterexample, InputResult, MarginBound, Verdict } from './certify/result.js';
export { summarise, type RadiusSummary, type Summary } from './certify/summary.js';
export type { Hooks } from './certify/stop.js';
export { explainNeurons } from './explain/explain-neurons.js';
export { DEFAULT_EXPLAIN, type ExplainOptions } from './explain/options.js';
export type { Quantity } from './explain/layers.js';
export type { Perturbation } from './explain/perturb/perturber.js';
export type { Certified } from './explain/certified-channels.js';
export type { Patch } from './explain/back-projection.js';
export type { Score } from './explain/score.js';
export type { Metric, Overlap } from './explain/selection.js';
export type { ChannelStatistics, LayerExplanation, NeuronExplanation, SelectionOverlap } from './explain/result.js';
export type { Method } from './bounds/bounder.js';
export type { Norm } from './bounds/region.js';
export type { Activation, ActivationKind, Relaxation } from './activations/activation.js';
export { activation, activations } from './activations/registry.js';
export type { Engine } from './engine/engine.js';
export { createWasmEngine, type WasmEngineOptions } from './engine/wasm/wasm-engine.js';
export { correlationMap, meanField, type MeanField } from './depth/mean-field.js';
export { depthExponent, type DepthExponent, geometricLevels } from './depth/exponent.js';
export type { Initialisation } from './depth/initialisation.js';
export { type ActivationDepth, modelDepth, type ModelDepth, type ModelDepthOptions } from './depth/model-depth.js';
export { optimalInitialisation, type OptimalInitialisation } from './depth/optimum.js';
export { DEPTH_FACTOR, type DepthScale, depthScaleOf } from './depth/scale.js';
export { nStateSteps, type Steps } from './depth/steps.js';
export { uniformChi, uniformOptimum, type UniformOptimum } from './depth/uniform.js';
export { CertifyError, DataError, ModelError, NumericalError, StoppedError, UsageError } from './errors.js';
