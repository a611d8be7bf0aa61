import { extremeOperator } from '../lower/clip.js';
import { maximum } from '../lower/fold.js';

export const max = extremeOperator('Max', maximum);
