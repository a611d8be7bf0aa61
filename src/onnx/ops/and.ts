import { exactBinary } from '../lower/constant-ops.js';

/** Only of constants. */
export const and = exactBinary('And', [[7, 2, []]], 'bool', (a, b) => a * b);
