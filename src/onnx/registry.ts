import { cnncert } from './domains/cnncert.js';
import { microsoft } from './domains/microsoft.js';
import { qonnx } from './domains/qonnx.js';
import type { OnnxOperator, OperatorDomain } from './operator.js';
import { abs } from './ops/abs.js';
import { acos } from './ops/acos.js';
import { acosh } from './ops/acosh.js';
import { add } from './ops/add.js';
import { and } from './ops/and.js';
import { asin } from './ops/asin.js';
import { asinh } from './ops/asinh.js';
import { atan } from './ops/atan.js';
import { atanh } from './ops/atanh.js';
import { averagePool } from './ops/average-pool.js';
import { batchNormalization } from './ops/batch-normalization.js';
import { castLike } from './ops/cast-like.js';
import { cast } from './ops/cast.js';
import { ceil } from './ops/ceil.js';
import { celu } from './ops/celu.js';
import { centerCropPad } from './ops/center-crop-pad.js';
import { clip } from './ops/clip.js';
import { compress } from './ops/compress.js';
import { concat } from './ops/concat.js';
import { constantOfShape } from './ops/constant-of-shape.js';
import { constantOperator } from './ops/constant.js';
import { convInteger } from './ops/conv-integer.js';
import { convTranspose } from './ops/conv-transpose.js';
import { conv } from './ops/conv.js';
import { cos } from './ops/cos.js';
import { cosh } from './ops/cosh.js';
import { cumSum } from './ops/cum-sum.js';
import { depthToSpace } from './ops/depth-to-space.js';
import { dequantizeLinear } from './ops/dequantize-linear.js';
import { div } from './ops/div.js';
import { dropout } from './ops/dropout.js';
import { einsum } from './ops/einsum.js';
import { elu } from './ops/elu.js';
import { equal } from './ops/equal.js';
import { erf } from './ops/erf.js';
import { exp } from './ops/exp.js';
import { expand } from './ops/expand.js';
import { eyeLike } from './ops/eye-like.js';
import { flatten } from './ops/flatten.js';
import { floor } from './ops/floor.js';
import { gatherElements } from './ops/gather-elements.js';
import { gatherNd } from './ops/gather-nd.js';
import { gather } from './ops/gather.js';
import { gelu } from './ops/gelu.js';
import { gemm } from './ops/gemm.js';
import { globalAveragePool } from './ops/global-average-pool.js';
import { globalLpPool } from './ops/global-lp-pool.js';
import { globalMaxPool } from './ops/global-max-pool.js';
import { greaterOrEqual } from './ops/greater-or-equal.js';
import { greater } from './ops/greater.js';
import { groupNormalization } from './ops/group-normalization.js';
import { hardSigmoid } from './ops/hard-sigmoid.js';
import { hardSwish } from './ops/hard-swish.js';
import { identity } from './ops/identity.js';
import { layerNormalization } from './ops/layer-normalization.js';
import { instanceNormalization } from './ops/instance-normalization.js';
import { leakyRelu } from './ops/leaky-relu.js';
import { lessOrEqual } from './ops/less-or-equal.js';
import { less } from './ops/less.js';
import { logSoftmax } from './ops/log-softmax.js';
import { log } from './ops/log.js';
import { matMulInteger } from './ops/mat-mul-integer.js';
import { lpNormalization } from './ops/lp-normalization.js';
import { lpPool } from './ops/lp-pool.js';
import { lrn } from './ops/lrn.js';
import { matMul } from './ops/mat-mul.js';
import { maxPool } from './ops/max-pool.js';
import { max } from './ops/max.js';
import { meanVarianceNormalization } from './ops/mean-variance-normalization.js';
import { mean } from './ops/mean.js';
import { min } from './ops/min.js';
import { mish } from './ops/mish.js';
import { mod } from './ops/mod.js';
import { mul } from './ops/mul.js';
import { neg } from './ops/neg.js';
import { not } from './ops/not.js';
import { or } from './ops/or.js';
import { pRelu } from './ops/p-relu.js';
import { pad } from './ops/pad.js';
import { pow } from './ops/pow.js';
import { qLinearConv } from './ops/q-linear-conv.js';
import { qLinearMatMul } from './ops/q-linear-mat-mul.js';
import { quantizeLinear } from './ops/quantize-linear.js';
import { range } from './ops/range.js';
import { reciprocal } from './ops/reciprocal.js';
import { reduceL1 } from './ops/reduce-l1.js';
import { reduceL2 } from './ops/reduce-l2.js';
import { reduceLogSum } from './ops/reduce-log-sum.js';
import { reduceLogSumExp } from './ops/reduce-log-sum-exp.js';
import { reduceMax } from './ops/reduce-max.js';
import { reduceMean } from './ops/reduce-mean.js';
import { reduceMin } from './ops/reduce-min.js';
import { reduceProd } from './ops/reduce-prod.js';
import { reduceSum } from './ops/reduce-sum.js';
import { reduceSumSquare } from './ops/reduce-sum-square.js';
import { relu } from './ops/relu.js';
import { reshape } from './ops/reshape.js';
import { resize } from './ops/resize.js';
import { reverseSequence } from './ops/reverse-sequence.js';
import { round } from './ops/round.js';
import { scatterElements } from './ops/scatter-elements.js';
import { scatterNd } from './ops/scatter-nd.js';
import { selu } from './ops/selu.js';
import { shape } from './ops/shape.js';
import { shrink } from './ops/shrink.js';
import { sigmoid } from './ops/sigmoid.js';
import { sign } from './ops/sign.js';
import { sin } from './ops/sin.js';
import { sinh } from './ops/sinh.js';
import { size } from './ops/size.js';
import { slice } from './ops/slice.js';
import { softmax } from './ops/softmax.js';
import { softplus } from './ops/softplus.js';
import { softsign } from './ops/softsign.js';
import { spaceToDepth } from './ops/space-to-depth.js';
import { split } from './ops/split.js';
import { sqrt } from './ops/sqrt.js';
import { squeeze } from './ops/squeeze.js';
import { sub } from './ops/sub.js';
import { sum } from './ops/sum.js';
import { swish } from './ops/swish.js';
import { tan } from './ops/tan.js';
import { tanh } from './ops/tanh.js';
import { thresholdedRelu } from './ops/thresholded-relu.js';
import { tile } from './ops/tile.js';
import { transpose } from './ops/transpose.js';
import { trilu } from './ops/trilu.js';
import { unsqueeze } from './ops/unsqueeze.js';
import { upsample } from './ops/upsample.js';
import { where } from './ops/where.js';

/** Every operator of ONNX's own domain that can be lowered or folded: one file and one line each. */
export const operators: readonly OnnxOperator[] = [
  abs,
  acos,
  acosh,
  add,
  and,
  asin,
  asinh,
  atan,
  atanh,
  averagePool,
  batchNormalization,
  castLike,
  cast,
  ceil,
  celu,
  centerCropPad,
  clip,
  compress,
  concat,
  constantOfShape,
  constantOperator,
  convInteger,
  convTranspose,
  conv,
  cos,
  cosh,
  cumSum,
  depthToSpace,
  dequantizeLinear,
  div,
  dropout,
  einsum,
  elu,
  equal,
  erf,
  exp,
  expand,
  eyeLike,
  flatten,
  floor,
  gatherElements,
  gatherNd,
  gather,
  gelu,
  gemm,
  globalAveragePool,
  globalLpPool,
  globalMaxPool,
  greaterOrEqual,
  greater,
  groupNormalization,
  hardSigmoid,
  hardSwish,
  identity,
  layerNormalization,
  instanceNormalization,
  leakyRelu,
  lessOrEqual,
  less,
  logSoftmax,
  log,
  matMulInteger,
  lpNormalization,
  lpPool,
  lrn,
  matMul,
  maxPool,
  max,
  meanVarianceNormalization,
  mean,
  min,
  mish,
  mod,
  mul,
  neg,
  not,
  or,
  pRelu,
  pad,
  pow,
  qLinearConv,
  qLinearMatMul,
  quantizeLinear,
  range,
  reciprocal,
  reduceL1,
  reduceL2,
  reduceLogSum,
  reduceLogSumExp,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSum,
  reduceSumSquare,
  relu,
  reshape,
  resize,
  reverseSequence,
  round,
  scatterElements,
  scatterNd,
  selu,
  shape,
  shrink,
  sigmoid,
  sign,
  sin,
  sinh,
  size,
  slice,
  softmax,
  softplus,
  softsign,
  spaceToDepth,
  split,
  sqrt,
  squeeze,
  sub,
  sum,
  swish,
  tan,
  tanh,
  thresholdedRelu,
  tile,
  transpose,
  trilu,
  unsqueeze,
  upsample,
  where,
];

/** Other domains whose operators are understood. */
export const otherDomains: readonly OperatorDomain[] = [cnncert, microsoft, qonnx];

const own = byOp(operators);
const others = new Map(otherDomains.map((each) => [each, byOp(each.operators)]));

function byOp(list: readonly OnnxOperator[]): ReadonlyMap<string, OnnxOperator> {
  return new Map(list.map((operator) => [operator.op, operator]));
}

/** The domain of this name other than ONNX's own, if any of its operators is understood. */
export function findDomain(name: string): OperatorDomain | undefined {
  return otherDomains.find(({ domain, aliases }) => domain === name || aliases?.includes(name) === true);
}

/** The operator with this name, if it is supported; domain '' is ONNX's own. */
export function findOperator(domain: string, op: string): OnnxOperator | undefined {
  if (domain === '') return own.get(op);
  const other = findDomain(domain);
  return other === undefined ? undefined : others.get(other)?.get(op);
}
