import type { OnnxOperator } from '../../operator.js';
import { quantizeLinear as standard } from '../quantize-linear.js';

/** ONNX's own, with an axis in every opset. */
export const quantizeLinear: OnnxOperator = { ...standard, versions: [[1, 3, ['axis']]] };
