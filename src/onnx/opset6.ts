import type { NodeProto } from './messages.js';
import { Unsupported } from './op-node.js';
import { rearrange, type Value } from './value.js';

/** A node as opset 7 would write it, with its inputs. */
export interface Upgraded {
  readonly node: NodeProto;
  readonly inputs: readonly (Value | null)[];
}

type Rule = (node: NodeProto, inputs: readonly (Value | null)[]) => Upgraded;

/** The operators that opset 7 changed; all others are the same. */
const rules: Readonly<Record<string, Rule>> = {
  Add: broadcast, Sub: broadcast, Mul: broadcast, Div: broadcast, Pow: broadcast, And: broadcast, Or: broadcast, Equal: broadcast,
  Greater: broadcast, Less: broadcast, PRelu: channelSlope, BatchNormalization: inference, Dropout: inference,
  Gemm: (node, inputs) => ({ node: without(node, ['broadcast']), inputs }),
}; // prettier-ignore

/** Brings a node of opset 6 to opset 7. Throws {@link Unsupported}. */
export function upgradeFromOpset6(node: NodeProto, inputs: readonly (Value | null)[]): Upgraded {
  return rules[node.op]?.(node, inputs) ?? { node, inputs };
}

function without(node: NodeProto, names: readonly string[]): NodeProto {
  return { ...node, attributes: node.attributes.filter(({ name }) => !names.includes(name)) };
}

function intOf(node: NodeProto, name: string): number | null {
  return node.attributes.find((attribute) => attribute.name === name)?.i ?? null;
}

/** `broadcast`: the second shape is a contiguous part of the first, at `axis` (default: at the end). */
function broadcast(node: NodeProto, inputs: readonly (Value | null)[]): Upgraded {
  const upgraded = without(node, ['axis', 'broadcast', 'consumed_inputs']);
  const [a, b] = inputs;
  if (!a || !b) return { node: upgraded, inputs };
  const axis = intOf(node, 'axis');
  if ((intOf(node, 'broadcast') ?? 0) === 0) {
    if (a.shape.join() !== b.shape.join()) throw new Unsupported('shapes differ without broadcast = 1', null);
    return { node: upgraded, inputs };
  }
  const after = axis === null ? 0 : a.shape.length - (axis < 0 ? axis + a.shape.length : axis) - b.shape.length;
  if (after < 0) throw new Unsupported(`axis ${axis} of [${a.shape.join(', ')}] does not fit [${b.shape.join(', ')}]`, null);
  return { node: upgraded, inputs: [a, rearrange(b, [...b.shape, ...new Array<number>(after).fill(1)], null)] };
}

/** A slope of several elements is one per channel. */
function channelSlope(node: NodeProto, inputs: readonly (Value | null)[]): Upgraded {
  const [x, slope] = inputs;
  if (!x || slope?.shape.length !== 1 || slope.shape[0] === 1 || x.shape.length < 2) return { node, inputs };
  return { node, inputs: [x, rearrange(slope, [...slope.shape, ...x.shape.slice(2).map(() => 1)], null)] };
}

/** Training is the default, inference is `is_test`. */
function inference(node: NodeProto, inputs: readonly (Value | null)[]): Upgraded {
  if ((intOf(node, 'is_test') ?? 0) === 0) throw new Unsupported('it is in training mode (is_test = 0)', 'Export the model for inference.');
  return { node: without(node, ['is_test', 'consumed_inputs']), inputs };
}
