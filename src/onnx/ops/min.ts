import { extremeOperator } from '../lower/clip.js';
import { minimum } from '../lower/fold.js';

export const min = extremeOperator('Min', minimum);
