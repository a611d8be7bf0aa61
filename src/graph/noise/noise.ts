import type { Activation } from '../../activations/activation.js';
import { leakyClip } from '../../activations/leaky-clip.js';
import { noisyHardSigmoid } from '../../activations/noisy-hard-sigmoid.js';
import { noisyHardTanh } from '../../activations/noisy-hard-tanh.js';
import { activation } from '../../activations/registry.js';
import { UsageError } from '../../errors.js';
import { type ActivationNode, type Graph, type GraphNode, type GraphNoise, mapSize } from '../graph.js';
import { bandFor, coverage } from './coverage.js';
import { normalDraws } from './draws.js';

/** What the noise of noisy activations is taken to be (docs/custom-operators.md). */
export type NoiseSettings =
  /** Its expectation. */
  | { readonly mode: 'expectation' }
  /** Any xi with |xi| <= k, each unit its own; without k, the least k (to four decimals) that covers 99 % of all joint draws. */
  | { readonly mode: 'worst'; readonly k?: number | undefined }
  /** One draw of xi a unit, fixed by the seed, a whole number from 0 to 2^53 - 1. */
  | { readonly mode: 'seed'; readonly seed: number };

const COVERED = 0.99;
const [EXPECTATION, WORST, FIXED] = [0, 1, 2];
const NOISY: ReadonlySet<string> = new Set([noisyHardSigmoid.name, noisyHardTanh.name]);

/**
 * The graph with its noise taken as the settings say. Expectation: evaluation and bounds are of one function. Worst: bounds hold for every draw within k and for the expectation, which
 * is what is evaluated. Seed: the units draw in the order of the nodes and of their maps, [y][x][c].
 *
 * @throws UsageError `NOISE` for a k or a seed that is none.
 */
export function withNoise(graph: Graph, settings: NoiseSettings): Graph {
  checkNoise(settings);
  const units = unitsOf(graph, isNoisyFunction);
  const notices = [...graph.notices, ...noticesOf(graph, units, settings.mode)];
  if (units === 0) return { ...graph, notices };
  const noise = describe(settings, units);
  const draw = normalDraws(noise.seed ?? 0);
  const redraw = (node: ActivationNode): readonly Activation[] => {
    if (noise.mode === 'expectation') return node.functions.map((f) => again(f, EXPECTATION, 0));
    if (noise.mode === 'worst') return node.functions.map((f) => again(f, WORST, noise.k ?? NaN));
    return Array.from({ length: mapSize(node.shape) }, (_, k) => again(functionAt(node, k), FIXED, draw()));
  };
  const nodes = graph.nodes.map((node) => (isNoisy(node) ? { ...node, functions: redraw(node) } : node));
  return { ...graph, nodes, notices, noise };
}

/** How the noise of a graph is taken as it is loaded: at its expectation; undefined: it has none. */
export function expectedNoise(graph: Graph): Graph {
  return graph.nodes.some(isNoisy) ? withNoise(graph, { mode: 'expectation' }) : graph;
}

function noticesOf(graph: Graph, units: number, mode: NoiseSettings['mode']): string[] {
  const written = unitsOf(graph, isSpelledNoise);
  const fixed = `${written === 1 ? '1 unit is a noisy one' : `${written} units are noisy ones`} spelled in standard operators: the file fixes what their noise is, and noise '${mode}' does not change it.`;
  return [
    ...(units === 0 ? [`The model has no noisy units: noise '${mode}' makes no difference.`] : []),
    ...(written > 0 && mode !== 'expectation' ? [fixed] : []),
  ];
}

/** Elements of the maps of activations some function of which is of a kind. */
function unitsOf({ nodes }: Graph, isOfKind: (f: Activation) => boolean): number {
  const found = nodes.filter((node) => node.kind === 'activation' && node.functions.some(isOfKind));
  return found.reduce((sum, node) => sum + mapSize(node.shape), 0);
}

/** What noisy units that are spelled in standard operators are recognised as; one whose noise is 0 looks like any other clip. */
function isSpelledNoise({ name, parameters }: Activation): boolean {
  return name === leakyClip.name && (parameters['left'] !== 0 || parameters['right'] !== 0);
}

function describe(settings: NoiseSettings, units: number): GraphNoise {
  if (settings.mode === 'expectation') return { mode: 'expectation', units };
  if (settings.mode === 'seed') return { mode: 'seed', units, seed: settings.seed };
  const k = settings.k ?? bandFor(COVERED, units);
  return { mode: 'worst', units, k, coverage: coverage(k, units) };
}

function checkNoise(settings: NoiseSettings): void {
  if (settings.mode === 'worst' && settings.k !== undefined && !(settings.k >= 0 && settings.k <= 1000)) {
    throw new UsageError('NOISE', `the k of the noise is ${settings.k}`, { hint: 'give a number from 0 to 1000' });
  }
  if (settings.mode === 'seed' && !(Number.isSafeInteger(settings.seed) && settings.seed >= 0)) {
    throw new UsageError('NOISE', `the seed of the noise is ${settings.seed}`, { hint: 'give a whole number from 0 to 2^53 - 1' });
  }
}

/** Whether an activation draws noise. */
export function isNoisyFunction({ name }: Activation): boolean {
  return NOISY.has(name);
}

function isNoisy(node: GraphNode): node is ActivationNode {
  return node.kind === 'activation' && node.functions.some(isNoisyFunction);
}

function functionAt({ functions }: ActivationNode, element: number): Activation {
  const found = functions[element % functions.length];
  if (found === undefined) throw new Error('an activation without a function');
  return found;
}

function again(f: Activation, mode: number, noise: number): Activation {
  return isNoisyFunction(f) ? activation(f.name, { ...f.parameters, mode, noise }) : f;
}
