// What was found, for docs/studies-noise.md.
import { fixed, found, mean, percent } from '../common/text.mjs';

const SATURATED = ['saturated', 'very saturated'];

/** The list of findings; `of` gives the runs of a unit and a start, `last` the last training loss of a run. */
export function findings(of, last) {
  const loss = (unit, start) => mean(of(unit, start).map(last));
  const accuracy = (unit, start) => mean(of(unit, start).map(({ testAccuracy }) => testAccuracy));
  const losses = (start) =>
    `hard tanh ${fixed(2)(loss('hard tanh', start))}; without noise ${fixed(2)(loss('no noise (c = 0)', start))}; noise ${fixed(2)(loss('noise c = 0.5', start))}; annealed noise ${fixed(2)(loss('annealed noise', start))}`;
  const saturation = (unit, start, key) => mean(of(unit, start).map((run) => run[key]));
  return [
    found(
      SATURATED.every(
        (start) => loss('hard tanh', start) < loss('noise c = 0.5', start) && loss('hard tanh', start) < loss('annealed noise', start),
      ),
      `**That noise helps was not found.** From both saturated starts the plain hard tanh ends with the lowest training loss: weights times 10: ${losses('saturated')}. Times 50: ${losses('very saturated')}.`,
    ),
    found(
      Math.abs(loss('noise c = 0.5', 'saturated') / loss('no noise (c = 0)', 'saturated') - 1) < 0.1 &&
        loss('annealed noise', 'saturated') > loss('no noise (c = 0)', 'saturated'),
      `What a noisy unit loses is lost mostly by its slope of -0.15 beyond saturation: the unit without noise is nearly as slow as the one with noise of 0.5. More noise at the beginning (annealed from 5) makes it worse at times 10 (${percent(accuracy('annealed noise', 'saturated'))} of the test images right, against ${percent(accuracy('no noise (c = 0)', 'saturated'))} without noise and ${percent(accuracy('hard tanh', 'saturated'))} of the hard tanh).`,
    ),
    found(
      accuracy('annealed noise', 'very saturated') > accuracy('hard tanh', 'very saturated') &&
        loss('annealed noise', 'very saturated') < loss('no noise (c = 0)', 'very saturated'),
      `At times 50 it is not so clear. By accuracy the leaking units are ahead: ${percent(accuracy('annealed noise', 'very saturated'))} with annealed noise and ${percent(accuracy('no noise (c = 0)', 'very saturated'))} without any, against ${percent(accuracy('hard tanh', 'very saturated'))}; but their loss is ten times as large, since their outputs are not bounded. Almost all of that is the slope again; annealed noise adds a little.`,
    ),
    found(
      saturation('hard tanh', 'saturated', 'saturatedAtEnd') > 0.85 && saturation('noise c = 0.5', 'saturated', 'saturatedAtEnd') > 0.85,
      `No unit of any kind leaves saturation: ${percent(saturation('hard tanh', 'saturated', 'saturatedAtStart'))} of the hard tanh's inputs are saturated at the start at times 10 and ${percent(saturation('hard tanh', 'saturated', 'saturatedAtEnd'))} at the end; with noise ${percent(saturation('noise c = 0.5', 'saturated', 'saturatedAtStart'))} and ${percent(saturation('noise c = 0.5', 'saturated', 'saturatedAtEnd'))}. What is learnt is learnt by the last layer and by the few inputs that are not saturated, whose gradients are as large as the weights.`,
    ),
    found(
      Math.abs(accuracy('noise c = 0.5', 'normal') - accuracy('hard tanh', 'normal')) < 0.01,
      `From a normal start all four are alike: ${['hard tanh', 'no noise (c = 0)', 'noise c = 0.5', 'annealed noise'].map((unit) => percent(accuracy(unit, 'normal'))).join(', ')} of the test images.`,
    ),
  ]
    .map((sentence) => `- ${sentence}`)
    .join('\n');
}
