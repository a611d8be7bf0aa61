import type { InputBall } from '../../certify/input-ball.js';
import type { MapShape } from '../../graph/graph.js';
import { authorsSchedule } from './authors.js';
import { uniformBall } from './l2.js';
import { uniformBox } from './linf.js';
import { masked } from './mask.js';
import type { Draws, Perturbation, Perturber } from './perturber.js';

/** Makes the copies of the centre of a ball; `map`: of the input, in the internal order. */
export function createPerturber(perturbation: Perturbation, ball: InputBall, map: MapShape, draws: Draws): Perturber {
  switch (perturbation.kind) {
    case 'authors':
      return authorsSchedule(ball.centre, draws);
    case 'linf':
      return uniformBox(ball, perturbation.epsilon, draws);
    case 'l2':
      return uniformBall(ball, perturbation.epsilon, draws);
    case 'mask':
      return masked(ball.centre, map, perturbation.value, draws);
  }
}
