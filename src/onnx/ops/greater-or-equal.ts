import { comparison } from '../lower/comparison.js';

export const greaterOrEqual = comparison('GreaterOrEqual', [[12, 2, []]], (a, b) => a >= b, 1, false);
