import { comparison } from '../lower/comparison.js';

export const lessOrEqual = comparison('LessOrEqual', [[12, 2, []]], (a, b) => a <= b, -1, false);
