import { ModelError } from '../errors.js';
import { bytes, doublePieces, floatPieces, integer, integers, nested, readMessage, real, text, type FieldTable } from './wire.js';
import type { AttributeProto, Dimension, FunctionProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfo } from './protos.js';

export type { AttributeProto, Dimension, FunctionProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfo } from './protos.js';

/** Tables of the fields that are read. Numbers are those of onnx.proto (IR version 13). */
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
  6: nested(
    () => graph,
    (m) => (m.g ??= newGraph()),
  ),
  7: floatPieces((m) => m.floats),
  8: integers((m) => m.ints),
  20: integer((m, v) => (m.type = v)),
  21: text((m, v) => (m.ref = v)),
};

function newAttribute(): AttributeProto {
  return { name: '', type: 0, f: 0, i: 0, s: new Uint8Array(0), t: null, g: null, floats: [], ints: [], ref: '' };
}

const node: FieldTable<NodeProto> = {
  1: text((m, v) => m.inputs.push(v)),
  2: text((m, v) => m.outputs.push(v)),
  3: text((m, v) => (m.name = v)),
  4: text((m, v) => (m.op = v)),
  5: nested(
    () => attribute,
    (m) => append(m.attributes, newAttribute()),
  ),
  7: text((m, v) => (m.domain = v)),
  8: text((m, v) => (m.overload = v)),
};

function newNode(): NodeProto {
  return { name: '', op: '', domain: '', overload: '', inputs: [], outputs: [], attributes: [] };
}

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
    (m) => append(m.nodes, newNode()),
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

function newGraph(): GraphProto {
  return { nodes: [], initializers: [], sparse: [], inputs: [], outputs: [] };
}

const functionTable: FieldTable<FunctionProto> = {
  1: text((m, v) => (m.name = v)),
  4: text((m, v) => m.inputs.push(v)),
  5: text((m, v) => m.outputs.push(v)),
  7: nested(
    () => node,
    (m) => append(m.nodes, newNode()),
  ),
  10: text((m, v) => (m.domain = v)),
  11: nested(
    () => attribute,
    (m) => append(m.defaults, newAttribute()),
  ),
  13: text((m, v) => (m.overload = v)),
};

const opset: FieldTable<{ domain: string; version: number }> = {
  1: text((m, v) => (m.domain = v)),
  2: integer((m, v) => (m.version = v)),
};

const model: FieldTable<ModelProto> = {
  1: integer((m, v) => (m.irVersion = v)),
  7: nested(
    () => graph,
    (m) => (m.graph ??= newGraph()),
  ),
  8: nested(
    () => opset,
    (m) => append(m.opsets, { domain: '', version: 0 }),
  ),
  25: nested(
    () => functionTable,
    (m) => append(m.functions, { name: '', domain: '', overload: '', inputs: [], outputs: [], nodes: [], defaults: [] }),
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
    result = readMessage(model, { irVersion: 0, opsets: [], graph: null, functions: [] }, file);
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
