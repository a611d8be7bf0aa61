import { comparison } from '../lower/comparison.js';

export const less = comparison('Less', [[7, 2, []]], (a, b) => a < b, 1, true);
