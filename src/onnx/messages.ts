import { ModelError } from '../errors.js';
import { bytes, doublePieces, floatPieces, integer, integers, nested, readMessage, real, text, type FieldTable } from './wire.js';

/** The messages of onnx.proto, as far as an inference graph needs them. Field numbers are those of onnx.proto (IR version 13). */
export interface TensorProto {
  name: string;
  dims: number[];
  dataType: number;
  raw: Uint8Array | null;
  floats: Uint8Array[];
  doubles: Uint8Array[];
  /** int32_data, int64_data or uint64_data. */
  integers: number[];
  external: boolean;
  externalData: Map<string, string>;
}

/** An attribute of a node; `type` says which field holds it. */
export interface AttributeProto {
  name: string;
  type: number;
  f: number;
  i: number;
  s: Uint8Array;
  t: TensorProto | null;
  floats: Uint8Array[];
  ints: number[];
}

/** One operator with the names of its inputs and outputs. */
export interface NodeProto {
  name: string;
  op: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: AttributeProto[];
}

/** A dimension: a number, or a name. */
export interface Dimension {
  value: number | null;
  name: string;
}

/** An input or output of a graph. */
export interface ValueInfo {
  name: string;
  elementType: number;
  /** null: the file gives no shape. */
  dims: Dimension[] | null;
}

/** A graph, as far as it is read. */
export interface GraphProto {
  nodes: NodeProto[];
  initializers: TensorProto[];
  /** Names of initializers stored as sparse tensors. */
  sparse: string[];
  inputs: ValueInfo[];
  outputs: ValueInfo[];
}

/** A whole file, as far as it is read. */
export interface ModelProto {
  irVersion: number;
  opsets: { domain: string; version: number }[];
  graph: GraphProto | null;
}

const entry: FieldTable<{ key: string; value: string }> = {
  1: text((m, v) => (m.key = v)),
  2: text((m, v) => (m.value = v)),
};

const tensor: FieldTable<TensorProto> = {
  1: integers((m) => m.dims),
  2: integer((m, v) => (m.dataType = v)),
  4: floatPieces((m) => m.floats),
  5: integers((m) => m.integers),
  7: integers((m) => m.integers),
  8: text((m, v) => (m.name = v)),
  9: bytes((m, v) => (m.raw = v)),
  10: doublePieces((m) => m.doubles),
  11: integers((m) => m.integers),
  13: (message, reader, wire) => {
    const pair = { key: '', value: '' };
    nested<TensorProto, typeof pair>(
      () => entry,
      () => pair,
    )(message, reader, wire);
    message.externalData.set(pair.key, pair.value);
  },
  14: integer((m, v) => (m.external = v === 1)),
};

function newTensor(): TensorProto {
  return {
    name: '', dims: [], dataType: 0, raw: null, floats: [], doubles: [], integers: [], external: false, externalData: new Map(),
  }; // prettier-ignore
}

const sparseTensor: FieldTable<{ values: TensorProto }> = {
  1: nested(
    () => tensor,
    (m) => m.values,
  ),
};

const attribute: FieldTable<AttributeProto> = {
  1: text((m, v) => (m.name = v)),
  2: real((m, v) => (m.f = v)),
  3: integer((m, v) => (m.i = v)),
  4: bytes((m, v) => (m.s = v)),
  5: nested(
    () => tensor,
    (m) => (m.t ??= newTensor()),
  ),
  7: floatPieces((m) => m.floats),
  8: integers((m) => m.ints),
  20: integer((m, v) => (m.type = v)),
};

const node: FieldTable<NodeProto> = {
  1: text((m, v) => m.inputs.push(v)),
  2: text((m, v) => m.outputs.push(v)),
  3: text((m, v) => (m.name = v)),
  4: text((m, v) => (m.op = v)),
  5: nested(
    () => attribute,
    (m) => append(m.attributes, { name: '', type: 0, f: 0, i: 0, s: new Uint8Array(0), t: null, floats: [], ints: [] }),
  ),
  7: text((m, v) => (m.domain = v)),
};

const dimension: FieldTable<Dimension> = {
  1: integer((m, v) => (m.value = v)),
  2: text((m, v) => (m.name = v)),
};

const shape: FieldTable<Dimension[]> = {
  1: nested(
    () => dimension,
    (m) => append(m, { value: null, name: '' }),
  ),
};

const tensorType: FieldTable<ValueInfo> = {
  1: integer((m, v) => (m.elementType = v)),
  2: nested(
    () => shape,
    (m) => (m.dims ??= []),
  ),
};

const type: FieldTable<ValueInfo> = {
  1: nested(
    () => tensorType,
    (m) => m,
  ),
};

const valueInfo: FieldTable<ValueInfo> = {
  1: text((m, v) => (m.name = v)),
  2: nested(
    () => type,
    (m) => m,
  ),
};

function newValueInfo(): ValueInfo {
  return { name: '', elementType: 0, dims: null };
}

const graph: FieldTable<GraphProto> = {
  1: nested(
    () => node,
    (m) => append(m.nodes, { name: '', op: '', domain: '', inputs: [], outputs: [], attributes: [] }),
  ),
  5: nested(
    () => tensor,
    (m) => append(m.initializers, newTensor()),
  ),
  11: nested(
    () => valueInfo,
    (m) => append(m.inputs, newValueInfo()),
  ),
  12: nested(
    () => valueInfo,
    (m) => append(m.outputs, newValueInfo()),
  ),
  15: (message, reader, wire) => {
    const values = newTensor();
    nested<GraphProto, { values: TensorProto }>(
      () => sparseTensor,
      () => ({ values }),
    )(message, reader, wire);
    message.sparse.push(values.name);
  },
};

const opset: FieldTable<{ domain: string; version: number }> = {
  1: text((m, v) => (m.domain = v)),
  2: integer((m, v) => (m.version = v)),
};

const model: FieldTable<ModelProto> = {
  1: integer((m, v) => (m.irVersion = v)),
  7: nested(
    () => graph,
    (m) => (m.graph ??= { nodes: [], initializers: [], sparse: [], inputs: [], outputs: [] }),
  ),
  8: nested(
    () => opset,
    (m) => append(m.opsets, { domain: '', version: 0 }),
  ),
};

function append<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}

/**
 * Decodes the bytes of an ONNX file.
 * @throws {ModelError} MODEL_PARSE when they are truncated or not an ONNX model.
 */
export function decodeModel(file: Uint8Array): ModelProto & { graph: GraphProto } {
  const hint = 'Check that the file is a complete ONNX model (not a pointer of Git LFS or a partial download).';
  let result: ModelProto;
  try {
    result = readMessage(model, { irVersion: 0, opsets: [], graph: null }, file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError('MODEL_PARSE', `The ${file.length} bytes are not a complete ONNX model: ${reason}.`, { hint, cause });
  }
  if (result.graph === null || result.graph.outputs.length === 0) {
    throw new ModelError('MODEL_PARSE', `The ${file.length} bytes hold no ONNX graph with outputs.`, { hint });
  }
  return { ...result, graph: result.graph };
}

/**
 * Decodes a serialized TensorProto (the format of ONNX test vectors).
 * @throws when the bytes are truncated.
 */
export function decodeTensorProto(file: Uint8Array): TensorProto {
  return readMessage(tensor, newTensor(), file);
}
