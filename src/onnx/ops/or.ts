import { exactBinary } from '../lower/constant-ops.js';

/** Only of constants. */
export const or = exactBinary('Or', [[7, 2, []]], 'bool', Math.max);
