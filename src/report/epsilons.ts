const STEPS = [1, 2, 5];
const MOST = 5;

/**
 * A few round epsilons (1, 2, 5 times a power of ten) at which a certified accuracy says something: from where nearly all inputs are
 * certified that are so at all, to where few are. The radii of the others are 0.
 */
export function roundEpsilons(radii: readonly number[]): number[] {
  const positive = radii.filter((radius) => radius > 0).sort((a, b) => a - b);
  const smallest = quantile(positive, 0.1);
  const largest = quantile(positive, 0.9);
  if (smallest === undefined || largest === undefined) return [];
  const candidates = roundNumbers(smallest, largest);
  const every = Math.ceil(candidates.length / MOST);
  return candidates.filter((_, k) => (candidates.length - 1 - k) % every === 0);
}

/** The round numbers up to `high`, from the last but one below `low`. */
function roundNumbers(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low)) - 1;
  const last = Math.ceil(Math.log10(high));
  const all: number[] = [];
  // Written as text: 5e-3 is the nearest double, a product of powers need not be.
  for (let exponent = first; exponent <= last; exponent++) all.push(...STEPS.map((step) => Number(`${step}e${exponent}`)));
  const from = all.findLastIndex((epsilon) => epsilon <= low) - 1;
  return all.slice(from).filter((epsilon) => epsilon > 0 && epsilon <= high);
}

function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.round(share * (sorted.length - 1))];
}
