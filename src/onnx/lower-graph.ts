import { ModelError } from '../errors.js';
import { chosenBranch } from './branch.js';
import { GraphBuilder } from './builder.js';
import { inverse } from './indices.js';
import { whole } from './layout.js';
import type { NodeProto } from './messages.js';
import { OpNode, Unsupported } from './op-node.js';
import { type OnnxOperator, versionFault } from './operator.js';
import { upgradeFromOpset6 } from './opset6.js';
import { findDomain, findOperator } from './registry.js';
import type { Selection } from './select.js';
import { isOtherDomain, strippedFrom, tailOf } from './strip.js';
import { decodeTensor, elementType, type ReadExternal } from './tensor-data.js';
import type { MapShape } from '../graph/graph.js';
import type { Constant, Value, View } from './value.js';

/** A selection with everything that its lowering depends on. */
export interface LoweringInput {
  readonly selection: Selection;
  readonly opset: number;
  /** Version of every other domain that the model imports. */
  readonly domains: ReadonlyMap<string, number>;
  /** ONNX shape of the input. */
  readonly shape: readonly number[];
  readonly keepOutput: boolean;
  /** The value of an initializer, decoded once. */
  readonly initializer: (name: string) => Constant | undefined;
  readonly readExternal: ReadExternal | undefined;
}

/** How the input is stored; layout as in `Graph.inputLayout`. */
export interface InputLayout {
  readonly map: MapShape;
  readonly layout: Int32Array | null;
  /** The layout is only a first guess. */
  readonly open: boolean;
}

/** The layer graph of a selection. */
export interface Lowered {
  readonly builder: GraphBuilder;
  /** A permutation of the whole output node. */
  readonly output: View;
  readonly stripped: readonly string[];
}

/**
 * Lowers all nodes of a selection.
 * @throws {ModelError} UNSUPPORTED_OPERATOR with every unsupported node; MODEL_OUTPUT when the output is a constant.
 * @throws {LayoutRequest} when `layout.open` and the input should be stored otherwise.
 */
export function lowerGraph(input: LoweringInput, layout: InputLayout): Lowered {
  return new Lowering(input, layout).run();
}

/** Score functions that may be stripped from the end. */
const scoreOps = ['Softmax', 'LogSoftmax', 'ArgMax', 'Hardmax'];

/** Operators that draw numbers. */
const randomOps = ['Bernoulli', 'RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike'];
const RANDOM_HINT =
  'Export the model in evaluation mode, with the noise at its expectation, or write noisy activations as NoisyHardTanh and NoisyHardSigmoid of the domain ai.cnncert, whose noise --noise says.';

interface Fault {
  readonly node: NodeProto;
  readonly reason: string;
  readonly hint: string | null;
}

class Lowering {
  private readonly builder: GraphBuilder;
  private readonly values = new Map<string, Value>();
  private readonly faults: Fault[] = [];
  /** Outputs that their operator cannot give, such as the Indices of a MaxPool: no fault unless somebody reads them. */
  private readonly refusedOutputs = new Map<string, NodeProto>();
  private readonly tail: readonly NodeProto[];

  constructor(
    private readonly input: LoweringInput,
    layout: InputLayout,
  ) {
    const info = input.selection.input;
    this.builder = new GraphBuilder(layout.map, layout.open);
    this.tail = input.keepOutput ? [] : tailOf(input.selection);
    const type = info.elementType === 0 ? 'float32' : elementType(info.elementType, `The input '${info.name}'`);
    this.values.set(info.name, { kind: 'view', shape: input.shape, type, node: 0, index: inverse(layout.layout) });
  }

  run(): Lowered {
    for (const node of this.input.selection.nodes) {
      const cut = this.cutBefore(node);
      if (cut !== null && this.faults.length === 0) return this.finish(cut.view, cut.stripped);
      if (cut === null && !this.isHiddenScore(node)) this.lowerNode(node);
    }
    if (this.faults.length > 0) throw unsupportedError(this.faults, this.input.opset);
    const output = this.values.get(this.input.selection.output);
    this.checkRefused(this.input.selection.output);
    if (output?.kind !== 'view')
      throw new ModelError('MODEL_OUTPUT', `The output '${this.input.selection.output}' does not depend on the input.`);
    return this.finish(output, []);
  }

  private finish(output: View, stripped: readonly string[]): Lowered {
    const origin = [{ name: this.input.selection.output, op: 'output' }];
    if (output.shape.includes(0)) throw new ModelError('MODEL_OUTPUT', `The output '${this.input.selection.output}' is empty.`);
    return { builder: this.builder, output: whole(this.builder, output, origin), stripped };
  }

  /** The scores, if the model is to be cut before this node. */
  private cutBefore(node: NodeProto): { view: View; stripped: readonly string[] } | null {
    if (!this.tail.includes(node)) return null;
    const view = this.values.get(node.inputs[0] ?? '');
    if (view?.kind !== 'view') return null;
    const stripped = strippedFrom(this.tail, node, view, this.input.opset);
    return stripped.length === 0 ? null : { view, stripped };
  }

  /** After a fault, a score function at the end cannot be judged: it might well have been stripped. */
  private isHiddenScore(node: NodeProto): boolean {
    return this.faults.length > 0 && this.tail.includes(node) && scoreOps.includes(node.op) && !this.values.has(node.inputs[0] ?? '');
  }

  private lowerNode(node: NodeProto): void {
    try {
      this.attempt(node);
    } catch (error) {
      if (error instanceof Unsupported) this.faults.push({ node, reason: error.reason, hint: error.hint });
      else if (error instanceof RangeError) this.faults.push({ node, reason: `a tensor is too large (${error.message})`, hint: null });
      else throw error;
    }
  }

  private attempt(node: NodeProto): void {
    if (node.op === 'If' && !isOtherDomain(node)) this.lowerIf(node);
    else this.lowerOperator(node);
  }

  /** The chosen branch is lowered in place, as if it stood in the graph around it. */
  private lowerIf(node: NodeProto): void {
    const condition = this.value(node.inputs[0] ?? '');
    if (condition === undefined) {
      this.explainMissing(node);
      return;
    }
    const branch = chosenBranch(node, condition);
    for (const tensor of branch.initializers) this.values.set(tensor.name, decodeTensor(tensor, this.input.readExternal));
    for (const inner of branch.nodes) this.lowerNode(inner);
    node.outputs.forEach((name, i) => {
      const value = this.value(branch.outputs[i]?.name ?? '');
      if (value !== undefined && name !== '') this.values.set(name, value);
    });
  }

  private lowerOperator(node: NodeProto): void {
    const isOther = isOtherDomain(node);
    const operator = findOperator(isOther ? node.domain : '', node.op);
    if (operator === undefined) throw new Unsupported(whyUnknown(node), isRandom(node) ? RANDOM_HINT : null);
    const present = node.inputs.map((name) => (name === '' ? null : this.value(name)));
    const known = present.filter((value) => value !== undefined);
    const { opset } = this.input;
    const isComplete = known.length === present.length;
    const upgraded = !isOther && opset < 7 && isComplete ? upgradeFromOpset6(node, known) : { node, inputs: known };
    const fault = isOther || opset >= 7 || isComplete ? this.faultOf(operator, upgraded.node) : null;
    if (fault !== null) throw new Unsupported(fault, null);
    if (!isComplete) {
      this.explainMissing(node);
      return;
    }
    const outputs = operator.lower(new OpNode(upgraded.node, opset, this.builder, upgraded.inputs, this.input.readExternal));
    node.outputs.forEach((name, i) => {
      const value = outputs[i];
      if (value !== undefined && name !== '') this.values.set(name, value);
      else if (name !== '') this.refusedOutputs.set(name, node);
    });
  }

  private faultOf(operator: OnnxOperator, node: NodeProto): string | null {
    if (!isOtherDomain(node)) return versionFault(operator, node, Math.max(this.input.opset, 7));
    const version = this.input.domains.get(node.domain) ?? 1;
    const newest = findDomain(node.domain)?.newest ?? 0;
    if (version > newest) return `is of version ${version} of '${node.domain}'; the newest that is understood is ${newest}`;
    return versionFault(operator, node, version, node.domain);
  }

  /** undefined: it depends on an unsupported node. */
  private value(name: string): Value | undefined {
    return this.values.get(name) ?? this.input.initializer(name);
  }

  private checkRefused(name: string): void {
    const producer = this.refusedOutputs.get(name);
    if (producer === undefined) return;
    const reason = `its output '${name}' is used`;
    this.faults.push({ node: producer, reason, hint: `The first output of ${producer.op} works.` });
    throw unsupportedError(this.faults, this.input.opset);
  }

  private explainMissing(node: NodeProto): void {
    if (this.faults.length > 0) return;
    const missing = node.inputs.find((name) => name !== '' && this.value(name) === undefined) ?? '';
    this.checkRefused(missing);
    throw new ModelError('MODEL_INVALID', `${node.op} '${node.name}' reads '${missing}', which nothing in the model produces.`);
  }
}

function isRandom(node: NodeProto): boolean {
  return !isOtherDomain(node) && randomOps.includes(node.op);
}

function whyUnknown(node: NodeProto): string {
  if (isOtherDomain(node)) {
    const isKnown = findDomain(node.domain) !== undefined;
    return isKnown
      ? `domain '${node.domain}' has no such operator that is supported`
      : `operators of domain '${node.domain}' are not supported`;
  }
  if (scoreOps.includes(node.op)) return 'is only supported at the end of the model, over the axis of the classes';
  if (isRandom(node)) return 'draws random numbers: the model is no function of its input';
  return node.op === 'DynamicQuantizeLinear' ? 'its scale depends on the data' : 'the operator is not supported';
}

function unsupportedError(faults: readonly Fault[], opset: number): ModelError {
  const lines = faults.map(
    ({ node, reason }) => `  ${node.op} '${node.name !== '' ? node.name : (node.outputs[0] ?? '')}' (opset ${opset}): ${reason}`,
  );
  const hints = [...new Set(faults.map((fault) => fault.hint).filter((hint) => hint !== null))];
  const count = faults.length === 1 ? '1 node of the model is' : `${faults.length} nodes of the model are`;
  return new ModelError('UNSUPPORTED_OPERATOR', `${count} not supported:\n${lines.join('\n')}`, {
    hint: hints.length > 0 ? hints.join(' ') : 'Export the model with operators that cnn-cert ops lists.',
  });
}
