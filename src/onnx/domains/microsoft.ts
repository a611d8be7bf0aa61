import type { OperatorDomain } from '../operator.js';
import { dequantizeLinear } from '../ops/microsoft/dequantize-linear.js';
import { fusedConv } from '../ops/microsoft/fused-conv.js';
import { fusedGemm } from '../ops/microsoft/fused-gemm.js';
import { fusedMatMul } from '../ops/microsoft/fused-mat-mul.js';
import { gelu } from '../ops/microsoft/gelu.js';
import { qLinearAdd } from '../ops/microsoft/q-linear-add.js';
import { qLinearAveragePool } from '../ops/microsoft/q-linear-average-pool.js';
import { qLinearConcat } from '../ops/microsoft/q-linear-concat.js';
import { qLinearGlobalAveragePool } from '../ops/microsoft/q-linear-global-average-pool.js';
import { qLinearLeakyRelu } from '../ops/microsoft/q-linear-leaky-relu.js';
import { qLinearMul } from '../ops/microsoft/q-linear-mul.js';
import { qLinearSigmoid } from '../ops/microsoft/q-linear-sigmoid.js';
import { qLinearSoftmax } from '../ops/microsoft/q-linear-softmax.js';
import { quantizeLinear } from '../ops/microsoft/quantize-linear.js';
import { quickGelu } from '../ops/microsoft/quick-gelu.js';

/** Operators that ONNX Runtime adds: quantized and fused ones. */
export const microsoft: OperatorDomain = {
  domain: 'com.microsoft',
  newest: 1,
  operators: [
    dequantizeLinear,
    fusedConv,
    fusedGemm,
    fusedMatMul,
    gelu,
    qLinearAdd,
    qLinearAveragePool,
    qLinearConcat,
    qLinearGlobalAveragePool,
    qLinearLeakyRelu,
    qLinearMul,
    qLinearSigmoid,
    qLinearSoftmax,
    quantizeLinear,
    quickGelu,
  ],
};
