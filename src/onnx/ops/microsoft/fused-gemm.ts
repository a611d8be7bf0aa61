import { fusedActivation } from '../../lower/fused-activation.js';
import type { OnnxOperator } from '../../operator.js';
import { gemm } from '../gemm.js';

const attributes = ['activation', 'activation_alpha', 'activation_beta', 'activation_gamma', 'alpha', 'beta', 'transA', 'transB'];

/** Gemm, then an activation. */
export const fusedGemm: OnnxOperator = {
  op: 'FusedGemm',
  versions: [[1, 3, attributes]],
  lower(node) {
    const names = ['activation_alpha', 'activation_beta'].filter((name) => node.has(name));
    const [result] = gemm.lower(node);
    return [fusedActivation(node, result, names.map((name) => node.float(name, 0)))]; // prettier-ignore
  },
};
