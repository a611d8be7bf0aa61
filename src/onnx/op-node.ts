import type { Origin } from '../graph/graph.js';
import type { GraphBuilder } from './builder.js';
import { normalizeAxis } from './indices.js';
import type { AttributeProto, NodeProto } from './messages.js';
import { decodeTensor, type ReadExternal } from './tensor-data.js';
import { type Constant, isFloat, type Value, type View } from './value.js';

/** Thrown while one node is lowered; all of them are reported together. */
export class Unsupported extends Error {
  constructor(
    readonly reason: string,
    readonly hint: string | null,
  ) {
    super(reason);
  }
}

/** AttributeProto.AttributeType */
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const TENSOR = 4;
const FLOATS = 6;
const INTS = 7;

/** One ONNX node with its input values: what an operator's lowering sees. */
export class OpNode {
  readonly name: string;
  readonly op: string;
  readonly origin: readonly Origin[];
  readonly outputCount: number;

  constructor(
    private readonly proto: NodeProto,
    readonly opset: number,
    readonly builder: GraphBuilder,
    /** null: an omitted optional input. */
    readonly inputs: readonly (Value | null)[],
    private readonly readExternal: ReadExternal | undefined,
  ) {
    this.name = proto.name !== '' ? proto.name : (proto.outputs[0] ?? '');
    this.op = proto.op;
    this.origin = [{ name: this.name, op: this.op }];
    this.outputCount = proto.outputs.length;
  }

  /** Reports this node as unsupported: throws {@link Unsupported}. */
  unsupported(reason: string, hint: string | null = null): never {
    throw new Unsupported(reason, hint);
  }

  /** True when a later output than the first is named, so somebody may want it. */
  hasOutput(position: number): boolean {
    return (this.proto.outputs[position] ?? '') !== '';
  }

  optional(position: number): Value | null {
    return this.inputs[position] ?? null;
  }

  input(position: number): Value {
    return this.optional(position) ?? this.unsupported(`input ${position} is missing`);
  }

  /** An input that depends on the data, with floating elements. */
  data(position: number): View {
    const value = this.input(position);
    if (value.kind === 'constant') this.unsupported(`input ${position} is a constant; this operator is not folded`);
    if (!isFloat(value.type)) this.unsupported(`arithmetic on data of type ${value.type}`, 'Cast the input to float first.');
    return value;
  }

  /** An input that depends on the data, with elements of any type: for operators that do no arithmetic. */
  numbers(position: number): View {
    const value = this.input(position);
    return value.kind === 'view' ? value : this.unsupported(`input ${position} is a constant; this operator is not folded`);
  }

  /** The same node with other inputs: for operators that work like another one once their inputs are changed. */
  withInputs(inputs: readonly (Value | null)[]): OpNode {
    return new OpNode(this.proto, this.opset, this.builder, inputs, this.readExternal);
  }

  /** An input that must be known at load time. `what` is its name in the ONNX documentation. */
  constant(position: number, what: string): Constant {
    return this.optionalConstant(position, what) ?? this.unsupported(`input ${position} ('${what}') is missing`);
  }

  optionalConstant(position: number, what: string): Constant | null {
    const value = this.optional(position);
    if (value?.kind !== 'view') return value;
    return this.unsupported(
      `input ${position} ('${what}') depends on the data`,
      `A constant '${what}' works (an initializer, or computed from constants).`,
    );
  }

  /** An optional constant list of integers: axes, shapes, pads. */
  integers(position: number, what: string): number[] | null {
    const value = this.optionalConstant(position, what);
    return value === null ? null : [...value.data];
  }

  /** The same, of one element. */
  scalar(position: number, what: string): number | null {
    const value = this.optionalConstant(position, what);
    if (value === null) return null;
    const [first] = value.data;
    if (value.data.length !== 1 || first === undefined) this.unsupported(`input ${position} ('${what}') must have one element`);
    if (value.error !== null) this.unsupported(`input ${position} ('${what}') is the rounded result of a computation in the graph`);
    return first;
  }

  private attribute(name: string, type: number): AttributeProto | null {
    const found = this.proto.attributes.find((attribute) => attribute.name === name);
    if (found === undefined) return null;
    if (found.type !== 0 && found.type !== type) this.unsupported(`attribute '${name}' has the wrong type (number ${found.type})`);
    return found;
  }

  int(name: string, fallback: number): number {
    return this.attribute(name, INT)?.i ?? fallback;
  }

  float(name: string, fallback: number): number {
    return this.attribute(name, FLOAT)?.f ?? fallback;
  }

  string(name: string, fallback: string): string {
    const value = this.attribute(name, STRING)?.s;
    return value === undefined ? fallback : new TextDecoder().decode(value);
  }

  ints(name: string): number[] | null {
    return this.attribute(name, INTS)?.ints ?? null;
  }

  floats(name: string): number[] | null {
    const pieces = this.attribute(name, FLOATS)?.floats;
    return pieces === undefined ? null : pieces.flatMap(floatsOf);
  }

  tensor(name: string): Constant | null {
    const tensor = this.attribute(name, TENSOR)?.t ?? null;
    return tensor === null ? null : decodeTensor(tensor, this.readExternal);
  }

  has(name: string): boolean {
    return this.proto.attributes.some((attribute) => attribute.name === name);
  }

  /** An axis within [0, rank). */
  axis(axis: number, rank: number): number {
    return normalizeAxis(axis, rank) ?? this.unsupported(`axis ${axis} is out of range for a tensor of rank ${rank}`);
  }

  /** Distinct axes within [0, rank), ascending. */
  axes(axes: readonly number[], rank: number): number[] {
    const result = axes.map((axis) => this.axis(axis, rank)).sort((a, b) => a - b);
    if (result.some((axis, i) => axis === result[i - 1])) this.unsupported(`axes [${axes.join(', ')}] repeat an axis`);
    return result;
  }
}

function floatsOf(piece: Uint8Array): number[] {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  return Array.from({ length: piece.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
