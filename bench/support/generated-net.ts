import { model, tensor, type NodeSpec, type TensorSpec } from '../../test/support/onnx-writer.js';

/** A ReLU network: 3x3 convolutions of equal width, padded, the first with stride 2; then a dense layer of ten classes. */
export interface NetSpec {
  readonly side: number;
  readonly width: number;
  /** Convolutions. */
  readonly depth: number;
}

const CLASSES = 10;

/** A sequence of numbers in (-1, 1), the same every time (the linear congruential generator of Numerical Recipes). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** The ONNX file of a network with weights drawn so that values keep their size from layer to layer. */
export function generatedNet({ side, width, depth }: NetSpec): Uint8Array {
  const random = numbers(1);
  const drawn = (dims: readonly number[], fanIn: number): TensorSpec =>
    tensor(
      dims,
      Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => random() * Math.sqrt(6 / fanIn)),
    );
  const initializers: Record<string, TensorSpec> = {};
  const nodes: NodeSpec[] = [];
  for (let layer = 0; layer < depth; layer++) {
    const channels = layer === 0 ? 1 : width;
    initializers[`w${layer}`] = drawn([width, channels, 3, 3], 9 * channels);
    initializers[`b${layer}`] = drawn([width], 600);
    const stride = layer === 0 ? 2 : 1;
    const attributes = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [stride, stride] };
    nodes.push({ op: 'Conv', inputs: [layer === 0 ? 'x' : `h${layer}`, `w${layer}`, `b${layer}`], outputs: [`z${layer}`], attributes });
    nodes.push({ op: 'Relu', inputs: [`z${layer}`], outputs: [`h${layer + 1}`] });
  }
  const features = width * Math.ceil(side / 2) ** 2;
  initializers['wd'] = drawn([CLASSES, features], features);
  nodes.push({ op: 'Flatten', inputs: [`h${depth}`], outputs: ['flat'] });
  nodes.push({ op: 'Gemm', inputs: ['flat', 'wd'], outputs: ['logits'], attributes: { transB: 1 } });
  return model({ inputs: [{ name: 'x', shape: [1, 1, side, side] }], outputs: ['logits'], initializers, nodes });
}

/** Inputs for it, with values in [0, 1). */
export function generatedInputs(side: number, count: number): Float64Array[] {
  const random = numbers(2);
  return Array.from({ length: count }, () => Float64Array.from({ length: side * side }, () => (random() + 1) / 2));
}
