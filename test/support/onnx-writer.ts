import protobuf from 'protobufjs/minimal.js';

/** A tiny writer of ONNX files for tests: plain objects in, bytes out. */
export type TensorType = 'float' | 'double' | 'float16' | 'bfloat16' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'bool'; // prettier-ignore

/** TensorProto.DataType. */
const DATA_TYPES: Readonly<Record<TensorType, number>> = {
  float: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, bool: 9, float16: 10, double: 11, uint32: 12, uint64: 13, bfloat16: 16,
}; // prettier-ignore

export interface TensorSpec {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
  /** Default float. float16 and bfloat16 take bit patterns. */
  readonly type?: TensorType;
  /** Default raw. */
  readonly storage?: 'raw' | 'typed' | 'unpacked';
  /** Stored elsewhere: the data are not written. */
  readonly external?: { readonly location: string; readonly offset?: number; readonly length?: number };
}

/** Integers are int, numbers made by `real` float, strings string, arrays of integers ints. */
export type AttributeSpec = number | string | readonly number[] | Real | Reals | TensorSpec | GraphSpec | Reference;

class Real {
  constructor(readonly value: number) {}
}

class Reals {
  constructor(readonly values: readonly number[]) {}
}

class Reference {
  constructor(readonly attribute: string) {}
}

/** In the body of a function: the attribute of the call with this name, a float. */
export function reference(attribute: string): Reference {
  return new Reference(attribute);
}

/** A float attribute. */
export function real(value: number): Real {
  return new Real(value);
}

/** A float list attribute. */
export function reals(...values: number[]): Reals {
  return new Reals(values);
}

export interface NodeSpec {
  readonly op: string;
  readonly name?: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
}

export interface ValueSpec {
  readonly name: string;
  /** A string is a dynamic dimension. */
  readonly shape?: readonly (number | string)[];
  readonly type?: TensorType;
}

/** A graph; as an attribute, a branch of If. */
export interface GraphSpec {
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly (string | ValueSpec)[];
  readonly initializers?: Readonly<Record<string, TensorSpec>>;
  readonly nodes: readonly NodeSpec[];
}

/** A function of the model. */
export interface FunctionSpec {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: readonly string[];
  /** Attributes with a default value. */
  readonly defaults?: Readonly<Record<string, AttributeSpec>>;
  readonly nodes: readonly NodeSpec[];
}

export interface ModelSpec extends GraphSpec {
  /** Default 17. */
  readonly opset?: number;
  readonly irVersion?: number;
  readonly functions?: readonly FunctionSpec[];
  /** Other domains that the model imports. */
  readonly domains?: readonly string[];
}

/** A float tensor. */
export function tensor(dims: readonly number[], data: ArrayLike<number>, type: TensorType = 'float'): TensorSpec {
  return { dims, data, type };
}

/** An int64 vector. */
export function ints(...data: number[]): TensorSpec {
  return { dims: [data.length], data, type: 'int64' };
}

type Writer = protobuf.Writer;

/** The bytes of a model. */
export function model(spec: ModelSpec): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1, 0)).int64(spec.irVersion ?? 8);
  nested(writer, 7, (graph) => writeGraph(graph, spec));
  for (const definition of spec.functions ?? []) nested(writer, 25, (w) => writeFunction(w, definition, spec));
  for (const domain of ['', ...(spec.domains ?? [])]) {
    nested(writer, 8, (w) =>
      w
        .uint32(tag(1, 2))
        .string(domain)
        .uint32(tag(2, 0))
        .int64(domain === '' ? (spec.opset ?? 17) : 1),
    );
  }
  return new Uint8Array(writer.finish());
}

/** The bytes of a graph with nothing but initializers: appended to a model they are merged into it (protobuf's rule). */
export function extraInitializers(initializers: Readonly<Record<string, TensorSpec>>): Uint8Array {
  const writer = protobuf.Writer.create();
  nested(writer, 7, (graph) => writeInitializers(graph, initializers));
  return new Uint8Array(writer.finish());
}

/** The bytes of functions alone: appended to a model of `opset` they are added to it, which needs version 8 of the IR, written too. */
export function extraFunctions(opset: number, functions: readonly FunctionSpec[]): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(1, 0)).int64(8);
  for (const definition of functions)
    nested(writer, 25, (w) => writeFunction(w, definition, { inputs: [], outputs: [], nodes: [], opset }));
  return new Uint8Array(writer.finish());
}

function tag(field: number, wire: number): number {
  return field * 8 + wire;
}

/** A file of one TensorProto, without a name. */
export function tensorFile(spec: TensorSpec): Uint8Array {
  const writer = protobuf.Writer.create();
  writeTensor(writer, spec, '');
  return writer.finish();
}

function nested(writer: Writer, field: number, write: (writer: Writer) => void): void {
  writer.uint32(tag(field, 2)).fork();
  write(writer);
  writer.ldelim();
}

function writeFunction(writer: Writer, definition: FunctionSpec, { opset = 17, domains = [] }: ModelSpec): void {
  writer.uint32(tag(1, 2)).string(definition.name);
  for (const name of definition.inputs) writer.uint32(tag(4, 2)).string(name);
  for (const name of definition.outputs) writer.uint32(tag(5, 2)).string(name);
  for (const name of definition.attributes ?? []) writer.uint32(tag(6, 2)).string(name);
  for (const node of definition.nodes) nested(writer, 7, (w) => writeNode(w, node));
  for (const domain of ['', ...domains])
    nested(writer, 9, (w) =>
      w
        .uint32(tag(1, 2))
        .string(domain)
        .uint32(tag(2, 0))
        .int64(domain === '' ? opset : 1),
    );
  writer.uint32(tag(10, 2)).string(definition.domain);
  for (const [name, value] of Object.entries(definition.defaults ?? {})) nested(writer, 11, (w) => writeAttribute(w, name, value));
}

function writeGraph(writer: Writer, spec: GraphSpec): void {
  for (const node of spec.nodes) nested(writer, 1, (w) => writeNode(w, node));
  writer.uint32(tag(2, 2)).string('graph');
  writeInitializers(writer, spec.initializers ?? {});
  for (const input of spec.inputs) nested(writer, 11, (w) => writeValue(w, input));
  for (const output of spec.outputs) nested(writer, 12, (w) => writeValue(w, typeof output === 'string' ? { name: output } : output));
}

function writeInitializers(writer: Writer, initializers: Readonly<Record<string, TensorSpec>>): void {
  for (const [name, value] of Object.entries(initializers)) nested(writer, 5, (w) => writeTensor(w, value, name));
}

function writeNode(writer: Writer, node: NodeSpec): void {
  for (const name of node.inputs) writer.uint32(tag(1, 2)).string(name);
  for (const name of node.outputs) writer.uint32(tag(2, 2)).string(name);
  writer
    .uint32(tag(3, 2))
    .string(node.name ?? '')
    .uint32(tag(4, 2))
    .string(node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {})) nested(writer, 5, (w) => writeAttribute(w, name, value));
  if (node.domain !== undefined) writer.uint32(tag(7, 2)).string(node.domain);
}

function writeAttribute(writer: Writer, name: string, value: AttributeSpec): void {
  writer.uint32(tag(1, 2)).string(name);
  const kind = (type: number) => writer.uint32(tag(20, 0)).int32(type);
  if (typeof value === 'number') kind(2).uint32(tag(3, 0)).int64(value);
  else if (typeof value === 'string') kind(3).uint32(tag(4, 2)).string(value);
  else if (value instanceof Real) kind(1).uint32(tag(2, 5)).float(value.value);
  else if (value instanceof Reals) {
    kind(6);
    for (const item of value.values) writer.uint32(tag(7, 5)).float(item);
  } else if (value instanceof Reference) {
    // Every reference of these tests is to a float.
    kind(1).uint32(tag(21, 2)).string(value.attribute);
  } else if ('nodes' in value) {
    kind(5);
    nested(writer, 6, (w) => writeGraph(w, value));
  } else if ('dims' in value) {
    kind(4);
    nested(writer, 5, (w) => writeTensor(w, value, ''));
  } else {
    kind(7);
    for (const item of value) writer.uint32(tag(8, 0)).int64(item);
  }
}

function writeValue(writer: Writer, { name, shape, type = 'float' }: ValueSpec): void {
  writer.uint32(tag(1, 2)).string(name);
  nested(writer, 2, (typeProto) => {
    nested(typeProto, 1, (w) => {
      w.uint32(tag(1, 0)).int32(DATA_TYPES[type]);
      if (shape === undefined) return;
      nested(w, 2, (shapeProto) => {
        for (const dim of shape) {
          nested(shapeProto, 1, (d) => (typeof dim === 'number' ? d.uint32(tag(1, 0)).int64(dim) : d.uint32(tag(2, 2)).string(dim)));
        }
      });
    });
  });
}

function writeTensor(writer: Writer, spec: TensorSpec, name: string): void {
  const { dims, data, type = 'float', storage = 'raw', external } = spec;
  for (const dim of dims) writer.uint32(tag(1, 0)).int64(dim);
  writer.uint32(tag(2, 0)).int32(DATA_TYPES[type]).uint32(tag(8, 2)).string(name);
  if (external !== undefined) {
    for (const [key, value] of Object.entries(external)) {
      nested(writer, 13, (w) => w.uint32(tag(1, 2)).string(key).uint32(tag(2, 2)).string(String(value)));
    }
    writer.uint32(tag(14, 0)).int32(1);
  } else if (storage === 'raw') writer.uint32(tag(9, 2)).bytes(rawBytes(data, type));
  else writeTyped(writer, Array.from(data), type, storage === 'typed');
}

const typedFields: Readonly<Partial<Record<TensorType, number>>> = { float: 4, double: 10, int64: 7, uint64: 11, uint32: 11 };

function writeTyped(writer: Writer, data: readonly number[], type: TensorType, packed: boolean): void {
  const field = typedFields[type] ?? 5;
  const put = (w: Writer, value: number) => (type === 'float' ? w.float(value) : type === 'double' ? w.double(value) : w.int64(value));
  const wire = type === 'float' ? 5 : type === 'double' ? 1 : 0;
  if (packed) nested(writer, field, (w) => data.forEach((value) => put(w, value)));
  else data.forEach((value) => put(writer.uint32(tag(field, wire)), value));
}

const arrays = {
  float: Float32Array, double: Float64Array, float16: Uint16Array, bfloat16: Uint16Array, int8: Int8Array, uint8: Uint8Array,
  int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array, bool: Uint8Array,
} as const; // prettier-ignore

/** Little-endian bytes of a tensor (this machine's order, as in all tests). */
export function rawBytes(data: ArrayLike<number>, type: TensorType): Uint8Array {
  if (type === 'int64') return new Uint8Array(BigInt64Array.from(Array.from(data), BigInt).buffer);
  if (type === 'uint64') return new Uint8Array(BigUint64Array.from(Array.from(data), BigInt).buffer);
  return new Uint8Array(arrays[type].from(Array.from(data)).buffer);
}
