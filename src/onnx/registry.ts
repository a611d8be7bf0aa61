import type { OnnxOperator } from './operator.js';
import { add } from './ops/add.js';
import { atan } from './ops/atan.js';
import { averagePool } from './ops/average-pool.js';
import { batchNormalization } from './ops/batch-normalization.js';
import { cast } from './ops/cast.js';
import { constantOperator } from './ops/constant.js';
import { conv } from './ops/conv.js';
import { div } from './ops/div.js';
import { dropout } from './ops/dropout.js';
import { elu } from './ops/elu.js';
import { flatten } from './ops/flatten.js';
import { gemm } from './ops/gemm.js';
import { globalAveragePool } from './ops/global-average-pool.js';
import { globalMaxPool } from './ops/global-max-pool.js';
import { hardSigmoid } from './ops/hard-sigmoid.js';
import { identity } from './ops/identity.js';
import { leakyRelu } from './ops/leaky-relu.js';
import { matMul } from './ops/mat-mul.js';
import { maxPool } from './ops/max-pool.js';
import { mul } from './ops/mul.js';
import { neg } from './ops/neg.js';
import { pRelu } from './ops/p-relu.js';
import { relu } from './ops/relu.js';
import { reshape } from './ops/reshape.js';
import { sigmoid } from './ops/sigmoid.js';
import { softplus } from './ops/softplus.js';
import { squeeze } from './ops/squeeze.js';
import { sub } from './ops/sub.js';
import { sum } from './ops/sum.js';
import { tanh } from './ops/tanh.js';
import { transpose } from './ops/transpose.js';
import { unsqueeze } from './ops/unsqueeze.js';

/** Every ONNX operator that can be lowered or folded: one file and one line each. */
export const operators: readonly OnnxOperator[] = [
  add,
  atan,
  averagePool,
  batchNormalization,
  cast,
  constantOperator,
  conv,
  div,
  dropout,
  elu,
  flatten,
  gemm,
  globalAveragePool,
  globalMaxPool,
  hardSigmoid,
  identity,
  leakyRelu,
  matMul,
  maxPool,
  mul,
  neg,
  pRelu,
  relu,
  reshape,
  sigmoid,
  softplus,
  squeeze,
  sub,
  sum,
  tanh,
  transpose,
  unsqueeze,
];

const byName = new Map(operators.map((operator) => [operator.op, operator]));

/** The operator of the default domain with this name, if it is supported. */
export function findOperator(op: string): OnnxOperator | undefined {
  return byName.get(op);
}
