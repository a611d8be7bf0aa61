import { exactBinary } from '../lower/constant-ops.js';
import type { OnnxOperator } from '../operator.js';

const floored = exactBinary('Mod', [], null, (a, b) => a - Math.floor(a / b) * b);
const truncated = exactBinary('Mod', [], null, (a, b) => a % b);

/** Only of constants; the sign is the divisor's, or with fmod the dividend's. */
export const mod: OnnxOperator = {
  op: 'Mod',
  versions: [[10, 2, ['fmod']]],
  lower: (node) => (node.int('fmod', 0) === 0 ? floored : truncated).lower(node),
};
