import type { NodeProto } from './messages.js';
import type { OpNode } from './op-node.js';
import type { Value } from './value.js';

/** The first opset of a version of an operator, the largest number of inputs, and the names of its attributes. */
export type OpVersion = readonly [since: number, inputs: number, attributes: readonly string[]];

/** How one ONNX operator is lowered to the layer graph, or folded when all its inputs are constants. */
export interface OnnxOperator {
  readonly op: string;
  /** Ascending; the ones before opset 7 are those in force at opset 7. */
  readonly versions: readonly OpVersion[];
  /** The outputs, in order. Throws `Unsupported`. */
  lower(node: OpNode): readonly Value[];
}

/** The operators of a domain other than ONNX's own. */
export interface OperatorDomain {
  readonly domain: string;
  /** Other names of it. */
  readonly aliases?: readonly string[];
  /** Newest version of the domain that is understood; the versions of its operators are counted in it. */
  readonly newest: number;
  readonly operators: readonly OnnxOperator[];
}

/** Why a node cannot mean what its opset says, or null: unknown attributes and surplus inputs are never ignored. */
export function versionFault(operator: OnnxOperator, node: NodeProto, opset: number, domain = ''): string | null {
  const name = domain === '' ? `opset ${opset}` : `version ${opset} of '${domain}'`;
  const version = operator.versions.findLast(([since]) => since <= opset);
  if (version === undefined) return `does not exist in ${name}, only since ${operator.versions[0]?.[0]}`;
  const [, inputs, attributes] = version;
  const stray = node.attributes.find((attribute) => !attributes.includes(attribute.name));
  if (stray !== undefined) return `has the attribute '${stray.name}', which ${name} does not define`;
  const used = node.inputs.findLastIndex((name) => name !== '') + 1;
  return used > inputs ? `has ${used} inputs where ${name} defines at most ${inputs}` : null;
}
