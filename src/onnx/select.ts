import { ModelError } from '../errors.js';
import type { GraphProto, NodeProto, TensorProto, ValueInfo } from './messages.js';
import { readsOf } from './rename.js';

/** The part of a model between one input and one output. */
export interface Selection {
  readonly input: ValueInfo;
  readonly output: string;
  /** The nodes that the output needs, each after the nodes it needs itself. */
  readonly nodes: readonly NodeProto[];
  readonly initializers: ReadonlyMap<string, TensorProto>;
}

/**
 * Chooses input and output (by name where there are several) and the nodes between them; `fixed` inputs have values already.
 * @throws {ModelError} MODEL_INPUT, MODEL_OUTPUT (unknown or ambiguous name), MODEL_INVALID (not a graph).
 */
export function select(
  graph: GraphProto,
  input: string | undefined,
  output: string | undefined,
  fixed: { has(name: string): boolean } = new Set(),
): Selection {
  const producers = producersOf(graph);
  const target = output ?? onlyOutput(graph);
  if (!producers.has(target) && !graph.inputs.some((info) => info.name === target)) {
    throw new ModelError('MODEL_OUTPUT', `The model has no tensor named '${target}'.`, {
      hint: `Its outputs are ${names(graph.outputs)}.`,
    });
  }
  const initializers = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const needed = neededNames(target, producers, input);
  if (input !== undefined && fixed.has(input)) {
    throw new ModelError('MODEL_INPUT', `Input '${input}' is given a value, so it cannot be the input that varies.`, {
      hint: 'Give values to the other inputs only.',
    });
  }
  const source = chooseInput(graph, { has: (name) => initializers.has(name) || fixed.has(name) }, needed, input);
  initializers.delete(source.name);
  for (const name of graph.sparse) {
    if (needed.has(name))
      throw new ModelError('TENSOR_TYPE', `The initializer '${name}' is a sparse tensor.`, { hint: 'Store it as a dense tensor.' });
  }
  return { input: source, output: target, nodes: inOrder(graph.nodes, needed, producers), initializers };
}

function names(infos: readonly { name: string }[]): string {
  return infos.map((info) => `'${info.name}'`).join(', ');
}

function onlyOutput(graph: GraphProto): string {
  const [first, ...more] = graph.outputs;
  if (first !== undefined && more.length === 0) return first.name;
  throw new ModelError('MODEL_OUTPUT', `The model has ${graph.outputs.length} outputs: ${names(graph.outputs)}.`, {
    hint: 'Choose one with --output NAME.',
  });
}

function producersOf(graph: GraphProto): Map<string, NodeProto> {
  const producers = new Map<string, NodeProto>();
  for (const node of graph.nodes) {
    for (const name of node.outputs) {
      if (name === '') continue;
      if (producers.has(name)) throw new ModelError('MODEL_INVALID', `Two nodes of the model both produce '${name}'.`);
      producers.set(name, node);
    }
  }
  return producers;
}

/** Names of the tensors that the target depends on, up to the chosen input. */
function neededNames(target: string, producers: ReadonlyMap<string, NodeProto>, input: string | undefined): Set<string> {
  const needed = new Set([target]);
  for (const name of needed) {
    if (name === input) continue;
    const producer = producers.get(name);
    for (const source of producer === undefined ? [] : readsOf(producer)) needed.add(source);
  }
  return needed;
}

function chooseInput(
  graph: GraphProto,
  known: { has(name: string): boolean },
  needed: ReadonlySet<string>,
  name: string | undefined,
): ValueInfo {
  const all = graph.inputs.filter((info) => !known.has(info.name));
  const chosen = name === undefined ? undefined : graph.inputs.find((info) => info.name === name);
  if (name !== undefined && chosen === undefined) {
    throw new ModelError('MODEL_INPUT', `The model has no input named '${name}'.`, { hint: `Its inputs are ${names(all)}.` });
  }
  const used = all.filter((info) => needed.has(info.name));
  const others = used.filter((info) => info !== chosen);
  const [only] = used;
  if (chosen === undefined && only !== undefined && used.length === 1) return only;
  if (chosen !== undefined && others.length === 0) return chosen;
  if (chosen !== undefined) {
    throw new ModelError('MODEL_INPUT', `The output also depends on the inputs ${names(others)}, which have no value.`, {
      hint: 'Give each of them a value with --fix NAME=FILE, or choose another output with --output NAME.',
    });
  }
  if (used.length === 0)
    throw new ModelError('MODEL_INPUT', 'The output depends on no input, or on none that is left without a value.', {
      hint: 'Choose another output with --output NAME.',
    });
  throw new ModelError('MODEL_INPUT', `The model has ${used.length} inputs: ${names(used)}.`, {
    hint: 'One of them can be perturbed: give the others a value with --fix NAME=FILE, or, to evaluate the model, run it with one --data file for each.',
  });
}

/** Needed nodes in topological order (the file should be sorted already, but not all are). */
function inOrder(nodes: readonly NodeProto[], needed: ReadonlySet<string>, producers: ReadonlyMap<string, NodeProto>): NodeProto[] {
  const remaining = new Set(nodes.filter((node) => node.outputs.some((name) => needed.has(name))));
  const result: NodeProto[] = [];
  while (remaining.size > 0) {
    const before = remaining.size;
    for (const node of remaining) {
      const waits = readsOf(node).some((name) => {
        const producer = producers.get(name);
        return producer !== undefined && remaining.has(producer);
      });
      if (waits) continue;
      remaining.delete(node);
      result.push(node);
    }
    if (remaining.size === before) throw new ModelError('MODEL_INVALID', 'The nodes of the model form a cycle.');
  }
  return result;
}
