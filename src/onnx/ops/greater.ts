import { comparison } from '../lower/comparison.js';

export const greater = comparison('Greater', [[7, 2, []]], (a, b) => a > b, -1, true);
