import { exactBinary } from '../lower/constant-ops.js';

/** Only of constants. */
export const greater = exactBinary('Greater', [[7, 2, []]], 'bool', (a, b) => (a > b ? 1 : 0));
