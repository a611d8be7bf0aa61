import type { OperatorDomain } from '../operator.js';
import { bipolarQuant } from '../ops/qonnx/bipolar-quant.js';
import { quant } from '../ops/qonnx/quant.js';

/** Quantizers of quantization-aware training, as QONNX, Brevitas and FINN write them. */
export const qonnx: OperatorDomain = {
  domain: 'qonnx.custom_op.general',
  aliases: ['onnx.brevitas', 'finn.custom_op.general'],
  newest: 2,
  operators: [bipolarQuant, quant],
};
