import { ModelError } from '../errors.js';
import type { AttributeProto, FunctionProto, ModelProto, NodeProto } from './messages.js';
import { renamed } from './rename.js';

/** Nodes of a model whose functions are all written out: a guard against functions that double each other. */
const MOST_NODES = 100_000;

/**
 * The nodes with every call of a function of the model replaced by the function's body, in branches too.
 * @throws {ModelError} MODEL_INVALID when a function calls itself, or when the result is too long.
 */
export function inlineFunctions(nodes: readonly NodeProto[], { functions }: Pick<ModelProto, 'functions'>): NodeProto[] {
  if (functions.length === 0) return [...nodes];
  const byKey = new Map(functions.map((definition) => [keyOf(definition), definition]));
  let calls = 0;
  let written = 0;
  const expand = (node: NodeProto, within: readonly FunctionProto[]): NodeProto[] => {
    const definition = byKey.get(keyOf({ ...node, name: node.op }));
    if (definition === undefined) {
      if (++written > MOST_NODES) throw invalid(`The model has more than ${MOST_NODES} nodes when its functions are written out.`);
      return [withBranches(node, within)];
    }
    if (within.includes(definition)) throw invalid(`The function '${definition.name}' of the model calls itself.`);
    return bodyOf(definition, node, calls++).flatMap((inner) => expand(inner, [...within, definition]));
  };
  const withBranches = (node: NodeProto, within: readonly FunctionProto[]): NodeProto => ({
    ...node,
    attributes: node.attributes.map((attribute) => {
      const { g } = attribute;
      return g === null ? attribute : { ...attribute, g: { ...g, nodes: g.nodes.flatMap((inner) => expand(inner, within)) } };
    }),
  });
  return nodes.flatMap((node) => expand(node, []));
}

function invalid(message: string): ModelError {
  return new ModelError('MODEL_INVALID', message);
}

function keyOf({ domain, name, overload }: { domain: string; name: string; overload: string }): string {
  return JSON.stringify([domain === 'ai.onnx' ? '' : domain, name, overload]);
}

/** The body of a function with the names and attributes of one call. `call` tells the tensors of different calls apart. */
function bodyOf(definition: FunctionProto, node: NodeProto, call: number): NodeProto[] {
  const names = new Map<string, string>();
  definition.inputs.forEach((name, i) => names.set(name, node.inputs[i] ?? ''));
  definition.outputs.forEach((name, i) => {
    const wanted = node.outputs[i] ?? '';
    if (wanted !== '') names.set(name, wanted);
  });
  const label = node.name !== '' ? node.name : (node.outputs[0] ?? node.op);
  const rename = (name: string) => names.get(name) ?? `#${call}/${name}`;
  const given = new Map([...definition.defaults, ...node.attributes].map((attribute) => [attribute.name, attribute]));
  return definition.nodes.map((inner) => {
    const attributes = inner.attributes.flatMap((attribute) => resolved(attribute, given));
    return { ...renamed({ ...inner, attributes }, rename), name: inner.name === '' ? '' : `${label}/${inner.name}` };
  });
}

/** An attribute that refers to one of the call takes its value, or is absent where the call does not have it. */
function resolved(attribute: AttributeProto, given: ReadonlyMap<string, AttributeProto>): AttributeProto[] {
  if (attribute.ref === '') return [attribute];
  const value = given.get(attribute.ref);
  return value === undefined ? [] : [{ ...value, name: attribute.name }];
}
