/** The messages of onnx.proto, as far as an inference graph needs them. */

/** A tensor; its data are in one of the lists, raw, or in another file. */
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
  /** A subgraph: a branch of If. */
  g: GraphProto | null;
  floats: Uint8Array[];
  ints: number[];
  /** In the body of a function: the attribute of the call that gives the value. */
  ref: string;
}

/** One operator with the names of its inputs and outputs. */
export interface NodeProto {
  name: string;
  op: string;
  domain: string;
  /** Tells functions of the same name apart. */
  overload: string;
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

/** A function of the model: an operator spelled in others. */
export interface FunctionProto {
  name: string;
  domain: string;
  overload: string;
  inputs: string[];
  outputs: string[];
  nodes: NodeProto[];
  /** Attributes with a default value. */
  defaults: AttributeProto[];
}

/** A whole file, as far as it is read. */
export interface ModelProto {
  irVersion: number;
  opsets: { domain: string; version: number }[];
  graph: GraphProto | null;
  functions: FunctionProto[];
}
