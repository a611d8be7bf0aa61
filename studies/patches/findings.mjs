// What was found, for docs/studies-patches.md.
import { found, mean, percent } from '../common/text.mjs';

/** The list of findings; `of` gives the runs of a kind of image. */
export function findings(of) {
  const get = (kind, key = 'testAccuracy') => mean(of(kind).map((run) => run[key]));
  const accuracy = (kind) => percent(get(kind));
  const differences = of('precision').map(
    ({ seed, testAccuracy }) => 100 * (testAccuracy - of('correlation').find((run) => run.seed === seed).testAccuracy),
  );
  return [
    found(
      differences.every((value) => value < 0 && value > -3) && get('full') > get('precision') + 0.04,
      `**That precision selects better patches than correlation was not found**: ${accuracy('precision')} against ${accuracy('correlation')} of the test images, and ${accuracy('full')} on full images; if anything it is the other way round, in each seed (precision minus correlation: ${differences.map((value) => `${value.toFixed(1)} points`).join(', ')}). The authors' distances of 4 and 8 points from full images are ${(100 * (get('full') - get('precision'))).toFixed(1)} and ${(100 * (get('full') - get('correlation'))).toFixed(1)} here.`,
    ),
    found(
      Math.abs(get('random') - get('precision')) < 0.03 && Math.abs(get('random') - get('correlation')) < 0.03,
      `Nor do both select much better than chance: patches of channels chosen at random give ${accuracy('random')}. Five of 8 and of 16 channels leave little to choose.`,
    ),
    found(
      get('precision', 'coverage') < get('correlation', 'coverage') - 0.05,
      `In favour of precision: it gets there with fewer pixels, ${percent(get('precision', 'coverage'))} of the image against ${percent(get('correlation', 'coverage'))} (correlation) and ${percent(get('random', 'coverage'))} (random). Its patches overlap more.`,
    ),
    found(
      get('precision mask alone') > 0.6 && get('correlation mask alone') > 0.6 && get('random mask alone') > 0.5,
      `Most of this accuracy lies not in the patches but in *where* they are: from the mask alone, without a single pixel of the image, a classifier gets ${accuracy('precision mask alone')} (precision), ${accuracy('correlation mask alone')} (correlation) and ${accuracy('random mask alone')} (random) right. The places of the strongest activations tell the class. Without this control, accuracies on masked images say little about what a patch shows.`,
    ),
  ]
    .map((sentence) => `- ${sentence}`)
    .join('\n');
}
