import type { Activation } from '../activations/activation.js';
import { activation } from '../activations/registry.js';
import type { ActivationNode, Graph, GraphNode } from '../graph/graph.js';

/** What the registry makes an activation of. */
type PlainActivation = Pick<Activation, 'name' | 'parameters'>;

type PlainNode =
  Exclude<GraphNode, ActivationNode> | (Omit<ActivationNode, 'functions'> & { readonly functions: readonly PlainActivation[] });

/** A graph as plain data, which can be sent to another thread: an activation is its name and parameters. */
export interface PlainGraph extends Omit<Graph, 'nodes'> {
  readonly nodes: readonly PlainNode[];
}

/** Takes a graph apart; arrays are those of the graph. */
export function toPlain(graph: Graph): PlainGraph {
  return { ...graph, nodes: graph.nodes.map(plainNode) };
}

function plainNode(node: GraphNode): PlainNode {
  if (node.kind !== 'activation') return node;
  return { ...node, functions: node.functions.map(({ name, parameters }) => ({ name, parameters })) };
}

/** Puts a graph together again: equal names and parameters become one function. */
export function fromPlain(graph: PlainGraph): Graph {
  const known = new Map<string, Activation>();
  const functionOf = ({ name, parameters }: PlainActivation): Activation => {
    // Not JSON: it knows neither infinity nor -0.
    const key = [
      name,
      ...Object.entries(parameters).map(([parameter, value]) => `${parameter}=${Object.is(value, -0) ? '-0' : value}`),
    ].join();
    const made = known.get(key) ?? activation(name, parameters);
    known.set(key, made);
    return made;
  };
  const nodes = graph.nodes.map((node) => (node.kind === 'activation' ? { ...node, functions: node.functions.map(functionOf) } : node));
  return { ...graph, nodes };
}
