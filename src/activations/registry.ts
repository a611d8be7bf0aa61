import { ModelError } from '../errors.js';
import type { Activation, ActivationKind } from './activation.js';
import { abs } from './abs.js';
import { acos } from './acos.js';
import { acosh } from './acosh.js';
import { arctan } from './arctan.js';
import { asin } from './asin.js';
import { asinh } from './asinh.js';
import { atanh } from './atanh.js';
import { ceil } from './ceil.js';
import { celu } from './celu.js';
import { clip } from './clip.js';
import { cos } from './cos.js';
import { cosh } from './cosh.js';
import { cubicSilu } from './cubic-silu.js';
import { elu } from './elu.js';
import { erf } from './erf.js';
import { expBase } from './exp-base.js';
import { exp } from './exp.js';
import { floor } from './floor.js';
import { geluTanh } from './gelu-tanh.js';
import { gelu } from './gelu.js';
import { hardSigmoid } from './hard-sigmoid.js';
import { hardSwish } from './hard-swish.js';
import { hardTanh } from './hard-tanh.js';
import { leakyClip } from './leaky-clip.js';
import { leakyRelu } from './leaky-relu.js';
import { logSigmoid } from './log-sigmoid.js';
import { log } from './log.js';
import { mish } from './mish.js';
import { nState } from './n-state.js';
import { noisyHardSigmoid } from './noisy-hard-sigmoid.js';
import { noisyHardTanh } from './noisy-hard-tanh.js';
import { power } from './power.js';
import { prelu } from './prelu.js';
import { quantize } from './quantize.js';
import { reciprocal } from './reciprocal.js';
import { relu } from './relu.js';
import { round } from './round.js';
import { rsqrt } from './rsqrt.js';
import { selu } from './selu.js';
import { shrink } from './shrink.js';
import { sigmoid } from './sigmoid.js';
import { sign } from './sign.js';
import { silu } from './silu.js';
import { sin } from './sin.js';
import { sinh } from './sinh.js';
import { softplus } from './softplus.js';
import { softsign } from './softsign.js';
import { sqrt } from './sqrt.js';
import { staircase } from './staircase.js';
import { step } from './step.js';
import { tan } from './tan.js';
import { tanh } from './tanh.js';
import { terelu } from './terelu.js';
import { thresholdedRelu } from './thresholded-relu.js';

/** Every activation there is. To add one: a file, an import and a line here. */
export const activations: readonly ActivationKind[] = [
  abs,
  acos,
  acosh,
  arctan,
  asin,
  asinh,
  atanh,
  ceil,
  celu,
  clip,
  cos,
  cosh,
  cubicSilu,
  elu,
  erf,
  expBase,
  exp,
  floor,
  geluTanh,
  gelu,
  hardSigmoid,
  hardSwish,
  hardTanh,
  leakyClip,
  leakyRelu,
  logSigmoid,
  log,
  mish,
  nState,
  noisyHardSigmoid,
  noisyHardTanh,
  power,
  prelu,
  quantize,
  reciprocal,
  relu,
  round,
  rsqrt,
  selu,
  shrink,
  sigmoid,
  sign,
  silu,
  sin,
  sinh,
  softplus,
  softsign,
  sqrt,
  staircase,
  step,
  tan,
  tanh,
  terelu,
  thresholdedRelu,
];

/**
 * The activation of a registry name with its parameters (defaults for those left out). Throws a `ModelError`: `ACTIVATION_UNKNOWN` for a
 * name that is not registered, `ACTIVATION_PARAMETER` for parameters it cannot take.
 */
export function activation(name: string, parameters: Readonly<Record<string, number>> = {}): Activation {
  const kind = activations.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    const hint = `Known activations: ${activations.map((candidate) => candidate.name).join(', ')}.`;
    throw new ModelError('ACTIVATION_UNKNOWN', `no activation is named '${name}'`, { hint });
  }
  return kind.create(parameters);
}
