import { elu } from './elu.js';
import { geluTanh } from './gelu-tanh.js';
import { gelu } from './gelu.js';
import { hardSwish } from './hard-swish.js';
import { leakyClip } from './leaky-clip.js';
import { logSigmoid } from './log-sigmoid.js';
import { logistic } from './logistic.js';
import { mish } from './mish.js';
import { powers } from './powers.js';
import { silu } from './silu.js';
import { softplus } from './softplus.js';
import { softsign } from './softsign.js';
import type { Family } from './spelled.js';

/** Every spelling family; to add one: a file, an import and a line here. */
export const families: readonly Family[] = [
  elu,
  gelu,
  geluTanh,
  hardSwish,
  leakyClip,
  logSigmoid,
  logistic,
  mish,
  powers,
  silu,
  softplus,
  softsign,
];
