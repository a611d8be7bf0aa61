import type { OperatorDomain } from '../operator.js';
import { nState } from '../ops/cnncert/n-state.js';
import { noisyHardSigmoid } from '../ops/cnncert/noisy-hard-sigmoid.js';
import { noisyHardTanh } from '../ops/cnncert/noisy-hard-tanh.js';
import { terelu } from '../ops/cnncert/terelu.js';

/** Operators of this project, for activations that ONNX has none for: see docs/custom-operators.md. One file and one line each. */
export const cnncert: OperatorDomain = { domain: 'ai.cnncert', newest: 1, operators: [nState, noisyHardSigmoid, noisyHardTanh, terelu] };
