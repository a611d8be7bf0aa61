import { model, type AttributeSpec, type NodeSpec, type TensorSpec } from '../../../support/onnx-writer.js';
import { Random } from '../../../support/random.js';

/** A tensor by name, or a float32 constant. */
export type Operand = string | number | readonly number[];

/** Writes ONNX nodes as nested calls: `e.op('Mul', 'x', e.op('Sigmoid', 'x'))`. */
export class Expression {
  private readonly nodes: NodeSpec[] = [];
  private readonly initializers: Record<string, TensorSpec> = {};

  op(op: string, ...operands: readonly Operand[]): string {
    return this.opWith(op, {}, ...operands);
  }

  opWith(op: string, attributes: Readonly<Record<string, AttributeSpec>>, ...operands: readonly Operand[]): string {
    const name = `t${this.nodes.length}`;
    this.nodes.push({ op, name, attributes, inputs: operands.map((operand) => this.tensor(operand)), outputs: [name] });
    return name;
  }

  /** An operator of the domain ai.cnncert. */
  custom(op: string, x: string): string {
    return this.customWith(op, {}, x);
  }

  customWith(op: string, attributes: Readonly<Record<string, AttributeSpec>>, x: string): string {
    const name = `t${this.nodes.length}`;
    this.nodes.push({ op, name, domain: 'ai.cnncert', attributes, inputs: [x], outputs: [name] });
    return name;
  }

  /** A random linear map of a vector. */
  linear(x: string, inputs: number, outputs: number, seed: number): string {
    const weights = `w${Object.keys(this.initializers).length}`;
    this.initializers[weights] = { dims: [inputs, outputs], data: new Random(seed).array(inputs * outputs).map(Math.fround) };
    return this.op('MatMul', x, weights);
  }

  /** A model with input x of a shape; `outputs` are added up into one output. */
  model(shape: readonly number[], ...outputs: readonly string[]): Uint8Array {
    const [first = 'x', ...more] = outputs;
    const output = more.reduce((total, name) => this.op('Add', total, name), first);
    return model({
      inputs: [{ name: 'x', shape }],
      outputs: [output],
      initializers: this.initializers,
      nodes: this.nodes,
      domains: ['ai.cnncert'],
    });
  }

  private tensor(operand: Operand): string {
    if (typeof operand === 'string') return operand;
    const name = `c${Object.keys(this.initializers).length}`;
    const data = typeof operand === 'number' ? [operand] : operand;
    this.initializers[name] = { dims: typeof operand === 'number' ? [] : [data.length, 1, 1], data: data.map(Math.fround) };
    return name;
  }
}
