import { Bounder } from '../bounds/bounder.js';
import type { Engine } from '../engine/engine.js';
import { sizeOf } from '../engine/tensor.js';
import { DataError, ModelError } from '../errors.js';
import type { Graph } from '../graph/graph.js';
import { withNoise } from '../graph/noise/noise.js';
import { Program } from '../graph/program.js';
import { outputRange } from './output-range.js';
import { type Constant, decisionLogit } from './threshold.js';

/**
 * A model seen as a classifier: its program, its bounds, and the two layouts of an input (the row-major ONNX tensor outside, the
 * engine's own order inside). It serves one computation at a time.
 *
 * A model with one output is binary. The decision threshold is a probability: it is compared with the output itself where the output
 * cannot leave [0, 1] (a Sigmoid that was not stripped); else the output is the logit of class 1.
 */
export class Classifier {
  readonly program: Program;
  readonly bounder: Bounder;
  /** Of the one function that `program` evaluates: where `bounder` covers many draws of noise, the function of the expected one. */
  readonly evaluated: Bounder;
  /** Number of classes; 2 for a binary model of one output. */
  readonly classes: number;
  /** One output that decides between two classes. */
  readonly binary: boolean;
  /** Binary, and the output is the probability of class 1, not its logit. */
  readonly probability: boolean;
  /** Elements of an input. */
  readonly inputSize: number;

  /**
   * Packs the weights of a graph for an engine.
   *
   * @throws ModelError `NOT_A_CLASSIFIER` when the output is not one vector of logits.
   */
  constructor(
    readonly graph: Graph,
    engine: Engine,
  ) {
    const outputs = classesOf(graph);
    this.program = new Program(graph, engine);
    this.bounder = new Bounder(this.program);
    const many = graph.noise?.mode === 'worst';
    this.evaluated = many ? new Bounder(new Program(withNoise(graph, { mode: 'expectation' }), engine)) : this.bounder;
    this.binary = outputs === 1;
    this.classes = this.binary ? 2 : outputs;
    const { lower, upper } = outputRange(graph, this.outputPosition(0));
    this.probability = this.binary && lower >= 0 && upper <= 1;
    this.inputSize = this.program.size(0);
  }

  /** The value of a binary model's output at which the decision changes. */
  decisionLevel(threshold: number): Constant {
    return this.probability ? { value: threshold, error: 0 } : decisionLogit(threshold);
  }

  /** Position of a model output in the output node's vector. */
  outputPosition(index: number): number {
    const { outputLayout } = this.graph;
    return outputLayout === null ? index : (outputLayout[index] ?? NaN);
  }

  /** Length of the output node's vector: the length of specification rows. */
  get rowLength(): number {
    return this.program.size(this.graph.outputNode);
  }

  /**
   * From the order of the ONNX input to the internal one.
   *
   * @throws DataError `INPUT_LENGTH`.
   */
  toInternal(values: ArrayLike<number>): Float64Array {
    const { inputLayout, input } = this.graph;
    if (values.length !== this.inputSize) {
      throw new DataError(
        'INPUT_LENGTH',
        `an input has ${values.length} values; the model takes ${this.inputSize} (${input.shape.join(' x ')})`,
        {
          hint: 'check the shape and the layout of the data',
        },
      );
    }
    return Float64Array.from({ length: this.inputSize }, (_, i) => values[inputLayout === null ? i : (inputLayout[i] ?? NaN)] ?? NaN);
  }

  /** From the internal order to that of the ONNX input. */
  fromInternal(point: Float64Array): Float64Array {
    const { inputLayout } = this.graph;
    if (inputLayout === null) return Float64Array.from(point);
    const values = new Float64Array(point.length);
    inputLayout.forEach((position, i) => {
      values[position] = point[i] ?? NaN;
    });
    return values;
  }

  /** The model's outputs (a single one for a binary model) at a point in the internal order, evaluated in float64. */
  logits(point: Float64Array): Float64Array {
    const value = this.program.evaluate(point);
    return Float64Array.from({ length: this.binary ? 1 : this.classes }, (_, index) => value[this.outputPosition(index)] ?? NaN);
  }
}

/** Length of the output vector: one dimension may differ from 1. */
function classesOf({ output }: Graph): number {
  const wide = output.shape.filter((dimension) => dimension !== 1);
  const size = sizeOf(output.shape);
  if (wide.length <= 1 && size >= 1) return size;
  throw new ModelError(
    'NOT_A_CLASSIFIER',
    `output '${output.name}' has shape ${output.shape.join(' x ')}: not one vector of class scores`,
    {
      hint: 'choose the output that holds the logits with --output NAME',
    },
  );
}
