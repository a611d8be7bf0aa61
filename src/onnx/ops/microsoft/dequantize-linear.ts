import type { OnnxOperator } from '../../operator.js';
import { dequantizeLinear as standard } from '../dequantize-linear.js';

/** ONNX's own, with an axis in every opset. */
export const dequantizeLinear: OnnxOperator = { ...standard, versions: [[1, 3, ['axis']]] };
