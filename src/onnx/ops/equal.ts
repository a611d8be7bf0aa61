import { exactBinary } from '../lower/constant-ops.js';

/** Only of constants. */
export const equal = exactBinary('Equal', [[7, 2, []]], 'bool', (a, b) => (a === b ? 1 : 0));
