import { real } from '../../../support/onnx-writer.js';
import type { Expression, Operand } from './expression.js';
import type { Spelling } from './spellings.js';

type Write = Spelling['write'];

/** How the parts of a noisy unit are written; what is left out is the ordinary way. */
export interface NoisyParts {
  readonly alpha?: number;
  /** Null: left out. */
  readonly leak?: number | null;
  readonly c?: number;
  readonly p?: number;
  /** The expectation that is folded in; null: there is no noise. */
  readonly mean?: number | null;
  readonly u?: Write;
  readonly h?: (e: Expression, x: string, u: string) => string;
  readonly delta?: (e: Expression, h: string, u: string) => string;
  readonly sign?: Write;
  readonly sigmoid?: Write;
  readonly square?: (e: Expression, y: string) => string;
}

const MEAN = 0.7978845608;
const clip = (e: Expression, x: string, low: Operand, high: Operand) => e.op('Clip', x, low, high);

/** alpha h + (1 - alpha) u + direction sgn(x) c (sigmoid(p (h - u)) - 1/2)^2 mean, direction = sgn(alpha - 1), -1 for alpha = 1. */
export const noisyUnit =
  (parts: NoisyParts): Write =>
  (e, x) => {
    const { alpha = 1.15, leak = 1 - alpha, c = 0.5, p = 1, mean = MEAN } = parts;
    const u = parts.u?.(e, x) ?? x;
    const h = parts.h?.(e, x, u) ?? clip(e, u, -1, 1);
    const sharp = leak === 0 ? h : e.op('Mul', alpha, h);
    const blend = leak === null || leak === 0 ? sharp : e.op('Add', sharp, e.op('Mul', leak, u));
    if (mean === null) return blend;
    const delta = parts.delta?.(e, h, u) ?? e.op('Sub', h, u);
    const steep = p === 1 ? delta : e.op('Mul', p, delta);
    const centred = e.op('Sub', parts.sigmoid?.(e, steep) ?? e.op('Sigmoid', steep), 0.5);
    const sigma = e.op('Mul', parts.square?.(e, centred) ?? e.op('Pow', centred, 2), c);
    const direction = e.op('Mul', parts.sign?.(e, x) ?? e.op('Sign', x), alpha > 1 ? 1 : -1);
    return e.op('Add', blend, e.op('Mul', e.op('Mul', direction, sigma), mean));
  };

const linear: Write = (e, x) => e.op('Add', e.op('Mul', 0.25, x), 0.5);
/** The defaults of the paper for hard sigmoid. */
export const SIGMOID: NoisyParts = { alpha: 1.1, c: 0.15, u: linear, h: (e, _x, u) => clip(e, u, 0, 1) };

/** x - sgn(x) (alpha (|x| - 1) - noise) where |x| >= 1, else hard tanh of x: how the authors' code has it without a learned p. */
const selected =
  (alpha: number): Write =>
  (e, x) => {
    const delta = e.op('Sub', e.op('Abs', x), 1);
    const noise = e.op('Mul', e.op('Mul', e.op('Pow', e.op('Sub', e.op('Sigmoid', delta), 0.5), 2), 0.5), -0.797);
    const outside = e.op('Sub', x, e.op('Mul', e.op('Sign', x), e.op('Add', noise, e.op('Mul', alpha, delta))));
    const test = e.opWith('Cast', { to: 1 }, e.op('GreaterOrEqual', e.op('Abs', x), 1));
    const inside = e.op('Max', e.op('Min', x, 1), -1);
    return e.op('Add', e.op('Mul', test, outside), e.op('Mul', e.op('Sub', 1, test), inside));
  };

const alike = (name: string, parts: NoisyParts): Spelling => ({ ...named(name, parts), alike: true });
const named = (name: string, parts: NoisyParts, activation = 'leaky-clip'): Spelling => ({ name, activation, write: noisyUnit(parts) });

export const noisySpellings: readonly Spelling[] = [
  named('noisy hard tanh', {}),
  named('noisy hard tanh of -1/2 leak, steeper', { alpha: 0.5, c: 6, p: 2.3 }),
  named('noisy hard tanh, alpha 1', { alpha: 1, c: 3 }),
  named('noisy hard tanh without noise', { mean: null }),
  alike('noisy hard tanh with noise times 0', { mean: 0 }),
  named('noisy hard tanh without noise or leak', { alpha: 1, mean: null, h: (e, x) => e.op('Max', e.op('Min', x, 1), -1) }, 'clip'),
  alike('noisy hard tanh by Min and Max', { h: (e, x) => e.op('Min', e.op('Max', x, -1), 1) }),
  named('noisy hard tanh by two ReLUs', { h: (e, x) => e.op('Sub', e.op('Sub', e.op('Relu', e.op('Add', x, 1)), e.op('Relu', e.op('Sub', x, 1))), 1) }),
  alike('noisy hard tanh with x - h', { delta: (e, h, u) => e.op('Neg', e.op('Sub', u, h)) }),
  alike('noisy hard tanh with |h - x|', { delta: (e, h, u) => e.op('Abs', e.op('Sub', h, u)) }),
  alike('noisy hard tanh with a square as product', { square: (e, y) => e.op('Mul', y, y) }),
  named('noisy hard tanh with Where', { sign: (e, x) => e.op('Where', e.op('Greater', x, 0), 1, -1) }),
  alike('noisy hard tanh with 2 (x > 0) - 1', { sign: (e, x) => e.op('Sub', e.op('Mul', e.opWith('Cast', { to: 1 }, e.op('Greater', x, 0)), 2), 1) }),
  alike('noisy hard tanh with a spelled sigmoid', { sigmoid: (e, x) => e.op('Div', 1, e.op('Add', 1, e.op('Exp', e.op('Neg', x)))) }),
  alike('noisy hard tanh by tanh', { sigmoid: (e, x) => e.op('Add', e.op('Mul', e.op('Tanh', e.op('Mul', x, 0.5)), 0.5), 0.5) }),
  { name: 'noisy hard tanh by selection', activation: 'leaky-clip', write: selected(1.05) },
  named('noisy hard sigmoid', SIGMOID),
  named('noisy hard sigmoid by HardSigmoid', { ...SIGMOID, h: (e, x) => e.opWith('HardSigmoid', { alpha: real(0.25), beta: real(0.5) }, x), p: 3 }),
  alike('noisy hard sigmoid of a clipped x', { ...SIGMOID, h: (e, x) => e.op('Add', e.op('Mul', clip(e, x, -2, 2), 0.25), 0.5) }),
  named('noisy hard sigmoid without noise', { ...SIGMOID, mean: null }),
  named('noisy hard sigmoid as it is trained in PyTorch', { alpha: 1.5, c: 2, h: (e, x) => clip(e, x, 0, 1) }),
]; // prettier-ignore
