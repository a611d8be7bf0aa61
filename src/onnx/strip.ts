import { at, type View } from './value.js';
import type { NodeProto } from './messages.js';
import type { Selection } from './select.js';

/** What the end of a model may do to its scores without changing their order: `softmax`, `log-softmax`, `argmax`, `hardmax`, `sigmoid`. */
export const SCORE_OPERATORS: Readonly<Record<string, string>> = {
  Softmax: 'softmax',
  LogSoftmax: 'log-softmax',
  ArgMax: 'argmax',
  Hardmax: 'hardmax',
  Sigmoid: 'sigmoid',
};

const passive = new Set(['Identity', 'Dropout', 'Cast', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** The last nodes of the model, in order of the data flow, as long as they only rescale or rename its scores. */
export function tailOf(selection: Selection): readonly NodeProto[] {
  const tail: NodeProto[] = [];
  let name = selection.output;
  for (;;) {
    const node = selection.nodes.find((candidate) => candidate.outputs[0] === name);
    if (node === undefined || !(passive.has(node.op) || node.op in SCORE_OPERATORS) || isOtherDomain(node)) return tail;
    tail.unshift(node);
    name = node.inputs[0] ?? '';
  }
}

/** True for operators that are not ONNX's own. */
export function isOtherDomain(node: NodeProto): boolean {
  return node.domain !== '' && node.domain !== 'ai.onnx';
}

/**
 * What is stripped when the model is cut before `node` of the tail: its name and those after it. Empty: `node` is no score function
 * of the whole output, or a later one depends on more than the order of the scores.
 */
export function strippedFrom(tail: readonly NodeProto[], node: NodeProto, input: View, opset: number): readonly string[] {
  const rest = tail.slice(tail.indexOf(node));
  const scores = rest.filter((part) => part.op in SCORE_OPERATORS);
  if (!(node.op in SCORE_OPERATORS) || !isOverAll(node, input, opset)) return [];
  if (scores.some((part, i) => i > 0 && (part.op === 'Sigmoid' || node.op === 'Sigmoid' || scores[i - 1]?.op === 'ArgMax'))) return [];
  return scores.map((part) => SCORE_OPERATORS[part.op] ?? part.op);
}

/** True when the operator works along an axis that holds all elements (sigmoid: a single element). */
function isOverAll(node: NodeProto, input: View, opset: number): boolean {
  const size = input.shape.reduce((product, dim) => product * dim, 1);
  if (node.op === 'Sigmoid') return size === 1;
  const flattens = node.op !== 'ArgMax' && opset < 13;
  const fallback = node.op === 'ArgMax' ? 0 : flattens ? 1 : -1;
  const given = node.attributes.find((attribute) => attribute.name === 'axis')?.i ?? fallback;
  const axis = given < 0 ? given + input.shape.length : given;
  const along = flattens ? input.shape.slice(axis).reduce((product, dim) => product * dim, 1) : at(input.shape, axis);
  return size > 1 && along === size;
}
