import type { AttributeProto, GraphProto, NodeProto } from './messages.js';

/** The node with other names of tensors, in its subgraphs too. The empty name, an omitted input or output, stays. */
export function renamed(node: NodeProto, rename: (name: string) => string): NodeProto {
  const nameOf = (name: string) => (name === '' ? '' : rename(name));
  return {
    ...node,
    inputs: node.inputs.map(nameOf),
    outputs: node.outputs.map(nameOf),
    attributes: node.attributes.map((attribute) => renamedAttribute(attribute, rename)),
  };
}

function renamedAttribute(attribute: AttributeProto, rename: (name: string) => string): AttributeProto {
  return attribute.g === null ? attribute : { ...attribute, g: renamedGraph(attribute.g, rename) };
}

/** The graph with other names of tensors. */
export function renamedGraph(graph: GraphProto, rename: (name: string) => string): GraphProto {
  const named = <T extends { name: string }>(list: readonly T[]): T[] => list.map((item) => ({ ...item, name: rename(item.name) }));
  return {
    nodes: graph.nodes.map((node) => renamed(node, rename)),
    initializers: named(graph.initializers),
    sparse: graph.sparse.map(rename),
    inputs: named(graph.inputs),
    outputs: named(graph.outputs),
  };
}

/** Names that a node reads: its inputs, and what its subgraphs take from the graph around them. */
export function readsOf(node: NodeProto): string[] {
  const captured = node.attributes.flatMap(({ g }) => (g === null ? [] : capturedBy(g)));
  return [...node.inputs.filter((name) => name !== ''), ...captured];
}

function capturedBy(graph: GraphProto): string[] {
  const own = definedIn(graph);
  const read = [...graph.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)];
  return read.filter((name) => !own.has(name));
}

/** Names of the tensors that a graph defines itself. */
export function definedIn(graph: GraphProto): Set<string> {
  const lists = [graph.initializers, graph.inputs].flatMap((list) => list.map(({ name }) => name));
  return new Set([...lists, ...graph.sparse, ...graph.nodes.flatMap(({ outputs }) => outputs)]);
}
