import { exp } from '../activations/elementary/exp.js';
import type { Activation } from '../activations/activation.js';
import type { ActivationNode, Graph } from '../graph/graph.js';
import { composedSteps } from './composed-steps.js';
import { type Feeding, feedingLayer } from './feeding-layer.js';
import { layerStatistics, type LayerStatistics } from './layer-statistics.js';
import { type MeanField, meanField } from './mean-field.js';
import { optimalInitialisation, type OptimalInitialisation } from './optimum.js';
import { readLevels } from './read-levels.js';
import { DEPTH_FACTOR } from './scale.js';
import { isQuantiser, stepsOfActivation } from './steps-of-activation.js';
import type { Steps } from './steps.js';

/** More levels than that are not analysed. */
const MOST_ANALYSED = 4096;

/** What the theory says of one quantised activation of a model. */
export interface ActivationDepth {
  /** Number of its node in the layer graph. */
  readonly node: number;
  /** Name of the ONNX node. */
  readonly name: string;
  /** Its kind in the registry of activations. */
  readonly kind: string;
  /** Thresholds in units of the sums of its layer, and levels as the next layer reads them. */
  readonly steps: Steps;
  /** Distinct quantisers of its units (one a channel), of which this is the one whose correlations go least deep. */
  readonly quantisers: number;
  /** The layer that feeds it; null where `remark` says why there is none. */
  readonly layer: (LayerStatistics & { readonly node: number; readonly name: string }) | null;
  /** sigma_w and sigma_b that `field` is of: those of the layer, or given ones. */
  readonly sigmaW: number | null;
  readonly sigmaB: number | null;
  /** As if all layers were like this one; null: not analysed, or the variance goes to 0 (`dies`). */
  readonly field: MeanField | null;
  readonly dies: boolean;
  /** The best sigma_w for its sigma_b; null where there is none. */
  readonly optimum: OptimalInitialisation | null;
  /** What is left of a deviation of correlations: the product of chi on the way here, of ways that branch the one on which most is left. */
  readonly left: number;
  /** Why it is not analysed. */
  readonly remark: string | null;
}

/** What the theory says of a model. */
export interface ModelDepth {
  readonly activations: readonly ActivationDepth[];
  /** Less left than this counts as nothing: e^-factor, which L_max layers of one chi come to. */
  readonly threshold: number;
  /** Node of the first quantised activation after which less is left; null: none. */
  readonly collapse: number | null;
  /** Names of activations with infinitely many levels (a bare Round), or more than 65536, which are not analysed. */
  readonly endless: readonly string[];
}

/** How a model is looked at. */
export interface ModelDepthOptions {
  /** L_max over the depth scale; default 6. */
  readonly factor?: number | undefined;
  /** Instead of what the weights have. */
  readonly sigmaW?: number | undefined;
  /** Instead of what the biases have. */
  readonly sigmaB?: number | undefined;
}

/**
 * Mean-field depth of every quantised activation of a model (arXiv 1906.00771): those with finitely many levels, as the file has them or as they were recognised. The theory is of wide
 * layers of independent random weights; for trained ones it is an extrapolation.
 *
 * @param graph loaded with `keepScales`, so that levels are seen as the file dequantises them.
 * @throws {UsageError} DEPTH_SIGMA.
 */
export function modelDepth(graph: Graph, { factor = DEPTH_FACTOR, sigmaW, sigmaB }: ModelDepthOptions = {}): ModelDepth {
  const left: number[] = [];
  const activations: ActivationDepth[] = [];
  const endless: string[] = [];
  for (const node of graph.nodes) {
    const before = node.inputs.length === 0 ? 1 : Math.max(...node.inputs.map((id) => left[id] ?? NaN));
    left[node.id] = before;
    if (node.kind !== 'activation') continue;
    if (!node.functions.every(isQuantiser)) continue;
    if (node.functions.some((f) => stepsOfActivation(f) === null)) {
      endless.push(nameOf(node));
      continue;
    }
    const depth = activationDepth(graph, node, { factor, sigmaW, sigmaB });
    const chi = depth.dies ? 0 : (depth.field?.chi ?? 1);
    left[node.id] = before * chi;
    activations.push({ ...depth, left: before * chi });
  }
  const threshold = exp(-factor);
  return { activations, threshold, collapse: activations.find((one) => one.left < threshold)?.node ?? null, endless };
}

function nameOf({ id, origin }: Pick<ActivationNode, 'id' | 'origin'>): string {
  const name = origin.at(-1)?.name ?? '';
  return name === '' ? `#${id}` : name;
}

type Options = ModelDepthOptions & { readonly factor: number };

function activationDepth(graph: Graph, node: ActivationNode, options: Options): Omit<ActivationDepth, 'left'> {
  const functions = distinct(node.functions);
  const feeding = feedingLayer(graph, node);
  const candidates = functions
    .slice(0, typeof feeding === 'string' ? 1 : functions.length)
    .map((f) => one(graph, node, f, feeding, options));
  const worst = candidates.reduce((a, b) => (b.dies || (!a.dies && (b.field?.chi ?? 1) < (a.field?.chi ?? 1)) ? b : a));
  const { sigmaB } = worst;
  const optimum = sigmaB === null ? null : optimalInitialisation(worst.steps, sigmaB, options.factor);
  return { ...worst, quantisers: functions.length, optimum };
}

function one(graph: Graph, node: ActivationNode, f: Activation, feeding: Feeding | string, options: Options) {
  const { factor } = options;
  const head = { node: node.id, name: nameOf(node), kind: f.name, optimum: null };
  const none = { layer: null, sigmaW: null, sigmaB: null, field: null, dies: false };
  const own = stepsOfActivation(f) ?? { thresholds: [], levels: [] };
  const after = readLevels(graph, node);
  if (typeof feeding === 'string' || own.levels.length > MOST_ANALYSED) {
    const many = `it has ${own.levels.length} levels, more than the ${MOST_ANALYSED} that are analysed`;
    return { ...head, ...none, steps: { ...own, levels: own.levels.map(after) }, remark: typeof feeding === 'string' ? feeding : many };
  }
  const steps = composedSteps(own.thresholds, (x) => f.evaluate(x), feeding.between, after);
  const statistics = layerStatistics(feeding.layer);
  const layer = { node: feeding.layer.id, name: nameOf(feeding.layer), ...statistics };
  const { sigmaW = statistics.sigmaW, sigmaB = statistics.sigmaB } = options;
  if (!(sigmaW > 0)) return { ...head, ...none, steps, layer, remark: 'the weights of its layer are all the same' };
  const field = meanField(steps, { sigmaW, sigmaB }, factor);
  return { ...head, steps, layer, sigmaW, sigmaB, field, dies: field === null, remark: null };
}

function distinct(functions: readonly Activation[]): Activation[] {
  return [...new Map(functions.map((f) => [JSON.stringify([f.name, f.parameters]), f])).values()];
}
