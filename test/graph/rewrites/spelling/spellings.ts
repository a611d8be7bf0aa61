import { real } from '../../../support/onnx-writer.js';
import type { Expression } from './expression.js';
import { noisySpellings } from './noisy-spellings.js';

/** A way to write an activation of `x` in standard operators. */
export interface Spelling {
  readonly name: string;
  /** The activation it is loaded as. */
  readonly activation: string;
  /** It loads as the very same function as another spelling: bounds need not be tried again. */
  readonly alike?: boolean;
  /** Returns the name of the result. */
  readonly write: (e: Expression, x: string) => string;
}

const ROOT = 1.4142135381698608;
const erfGate = (e: Expression, x: string) => e.op('Add', e.op('Erf', e.op('Div', x, ROOT)), 1);
const cube = (e: Expression, x: string) => e.op('Mul', e.op('Mul', x, x), x);
const tanhGate = (e: Expression, x: string, third: string) =>
  e.op('Add', e.op('Tanh', e.op('Mul', e.op('Add', x, e.op('Mul', third, 0.044715)), 0.7978845608)), 1);
const softplus = (e: Expression, x: string) => e.op('Log', e.op('Add', e.op('Exp', x), 1));

export const spellings: readonly Spelling[] = [
  { name: 'SiLU', activation: 'silu', write: (e, x) => e.op('Mul', x, e.op('Sigmoid', x)) },
  { name: 'Swish with beta 1.702', activation: 'silu', write: (e, x) => e.op('Mul', e.op('Sigmoid', e.op('Mul', x, 1.702)), x) },
  { name: 'Swish with x / 0.7', activation: 'silu', write: (e, x) => e.op('Mul', x, e.op('Sigmoid', e.op('Div', x, 0.7))) },
  { name: 'SiLU as a quotient', activation: 'silu', write: (e, x) => e.op('Div', x, e.op('Add', 1, e.op('Exp', e.op('Neg', x)))) },
  { name: 'SiLU by tanh', activation: 'silu', write: (e, x) => e.op('Mul', e.op('Mul', 0.5, x), e.op('Add', 1, e.op('Tanh', e.op('Mul', x, 0.5)))) },
  { name: 'GELU of PyTorch', activation: 'gelu', write: (e, x) => e.op('Mul', e.op('Mul', x, erfGate(e, x)), 0.5) },
  { name: 'GELU of Hugging Face', activation: 'gelu', write: (e, x) => e.op('Mul', e.op('Mul', x, 0.5), erfGate(e, x)) },
  { name: 'GELU of Keras', activation: 'gelu', write: (e, x) => e.op('Mul', x, e.op('Mul', 0.5, e.op('Add', 1, e.op('Erf', e.op('Mul', x, 0.70710677))))) },
  { name: 'GELU with the half inside', activation: 'gelu', write: (e, x) => e.op('Mul', x, e.op('Add', e.op('Mul', 0.5, e.op('Erf', e.op('Mul', x, 0.70710677))), 0.5)) },
  { name: 'GELU by 1 - erf(-x)', activation: 'gelu', write: (e, x) => e.op('Mul', x, e.op('Sub', 1, e.op('Erf', e.op('Mul', x, -0.70710677)))) },
  { name: 'tanh GELU with Pow', activation: 'cubic-silu', write: (e, x) => e.op('Mul', e.op('Mul', x, 0.5), tanhGate(e, x, e.op('Pow', x, 3))) },
  { name: 'tanh GELU with products', activation: 'cubic-silu', write: (e, x) => e.op('Mul', e.op('Mul', x, tanhGate(e, x, cube(e, x))), 0.5) },
  { name: 'tanh GELU factored', activation: 'cubic-silu', write: (e, x) => e.op('Mul', e.op('Mul', 0.5, x), e.op('Add', 1, e.op('Tanh', e.op('Mul', e.op('Mul', x, 0.7978845608), e.op('Add', 1, e.op('Mul', 0.044715, e.op('Mul', x, x)))))))},
  { name: 'tanh GELU by sigmoid', activation: 'cubic-silu', write: (e, x) => e.op('Mul', x, e.op('Sigmoid', e.op('Mul', 1.5957691216, e.op('Add', x, e.op('Mul', 0.044715, e.op('Pow', x, 3)))))) },
  { name: 'Mish', activation: 'mish', write: (e, x) => e.op('Mul', x, e.op('Tanh', e.op('Softplus', x))) },
  { name: 'Mish with a spelled softplus', activation: 'mish', write: (e, x) => e.op('Mul', x, e.op('Tanh', softplus(e, x))) },
  { name: 'softplus', activation: 'softplus', write: softplus },
  { name: 'softplus that does not overflow', activation: 'softplus', write: (e, x) => e.op('Add', e.op('Relu', x), e.op('Log', e.op('Add', 1, e.op('Exp', e.op('Neg', e.op('Abs', x)))))) },
  { name: 'softplus of -x as a difference', activation: 'softplus', write: (e, x) => e.op('Sub', e.op('Softplus', x), x) },
  { name: 'log sigmoid', activation: 'log-sigmoid', write: (e, x) => e.op('Log', e.op('Sigmoid', x)) },
  { name: 'log sigmoid, all spelled', activation: 'log-sigmoid', write: (e, x) => e.op('Log', e.op('Div', 1, e.op('Add', 1, e.op('Exp', e.op('Neg', x))))) },
  { name: 'HardSwish by HardSigmoid', activation: 'hard-swish', write: (e, x) => e.op('Mul', x, e.opWith('HardSigmoid', { alpha: real(1 / 6), beta: real(0.5) }, x)) },
  { name: 'HardSwish by Clip', activation: 'hard-swish', write: (e, x) => e.op('Div', e.op('Mul', x, e.op('Clip', e.op('Add', x, 3), 0, 6)), 6) },
  { name: 'HardSwish by Clip, scaled before', activation: 'hard-swish', write: (e, x) => e.op('Mul', x, e.op('Mul', e.op('Clip', e.op('Add', x, 3), 0, 6), 0.16666667)) },
  { name: 'Softsign', activation: 'softsign', write: (e, x) => e.op('Div', x, e.op('Add', 1, e.op('Abs', x))) },
  { name: 'Softsign, steeper', activation: 'softsign', write: (e, x) => e.op('Div', x, e.op('Add', 0.7, e.op('Abs', e.op('Mul', x, -0.3)))) },
  { name: 'sigmoid', activation: 'sigmoid', write: (e, x) => e.op('Div', 1, e.op('Add', 1, e.op('Exp', e.op('Neg', x)))) },
  { name: 'sigmoid with Reciprocal', activation: 'sigmoid', write: (e, x) => e.op('Reciprocal', e.op('Add', e.op('Exp', e.op('Mul', x, -1)), 1)) },
  { name: 'sigmoid as e^x / (1 + e^x)', activation: 'sigmoid', write: (e, x) => { const p = e.op('Exp', x); return e.op('Div', p, e.op('Add', p, 1)); } },
  { name: 'tanh by two exponentials', activation: 'tanh', write: (e, x) => { const [p, q] = [e.op('Exp', x), e.op('Exp', e.op('Neg', x))]; return e.op('Div', e.op('Sub', p, q), e.op('Add', p, q)); } },
  { name: 'tanh by e^2x', activation: 'tanh', write: (e, x) => { const p = e.op('Exp', e.op('Mul', x, 2)); return e.op('Div', e.op('Sub', p, 1), e.op('Add', p, 1)); } },
  { name: 'ELU by Min', activation: 'elu', write: (e, x) => e.op('Add', e.op('Relu', x), e.op('Min', 0, e.op('Mul', 0.8, e.op('Sub', e.op('Exp', x), 1)))) },
  { name: 'ELU by e^min(x, 0)', activation: 'elu', write: (e, x) => e.op('Add', e.op('Max', x, 0), e.op('Mul', 1.3, e.op('Sub', e.op('Exp', e.op('Min', x, 0)), 1))) },
  { name: 'ELU by ReLU only', activation: 'elu', write: (e, x) => e.op('Sub', e.op('Relu', x), e.op('Relu', e.op('Sub', 1, e.op('Exp', x)))) },
  { name: 'ELU by e^-relu(-x)', activation: 'elu', write: (e, x) => e.op('Add', e.op('Relu', x), e.op('Sub', e.op('Exp', e.op('Neg', e.op('Relu', e.op('Neg', x)))), 1)) },
  { name: 'SELU', activation: 'elu', write: (e, x) => e.op('Mul', 1.0507009873554805, e.op('Add', e.op('Relu', x), e.op('Min', 0, e.op('Mul', 1.6732632423543772, e.op('Sub', e.op('Exp', x), 1))))) },
  { name: 'a cube', activation: 'power', write: cube },
  { name: 'a fourth power', activation: 'power', write: (e, x) => { const square = e.op('Mul', x, x); return e.op('Mul', square, square); } },
  { name: 'x times a multiple of x', activation: 'power', write: (e, x) => e.op('Mul', x, e.op('Mul', x, 0.3)) },
  { name: 'the square of |x|', activation: 'power', write: (e, x) => e.op('Pow', e.op('Abs', x), 2) },
  { name: '|x| by a root', activation: 'abs', write: (e, x) => e.op('Sqrt', e.op('Mul', x, x)) },
  { name: '|x| by Sign', activation: 'abs', write: (e, x) => e.op('Mul', x, e.op('Sign', x)) },
  ...noisySpellings,
]; // prettier-ignore
