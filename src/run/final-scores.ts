/** What a name in `Graph.stripped` does to all scores of an input. */
const FUNCTIONS: Readonly<Record<string, (scores: Float64Array) => Float64Array>> = {
  sigmoid: (scores) => scores.map((score) => 1 / (1 + Math.exp(-score))),
  softmax(scores) {
    const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
    const powers = scores.map((score) => Math.exp(score - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  },
  'log-softmax'(scores) {
    const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
    const logarithm = Math.log(scores.reduce((total, score) => total + Math.exp(score - largest), 0));
    return scores.map((score) => score - largest - logarithm);
  },
  argmax: (scores) => Float64Array.of(largestOf(scores)),
  hardmax: (scores) => scores.map((_, index) => (index === largestOf(scores) ? 1 : 0)),
};

/** The first index of the largest score. */
function largestOf(scores: Float64Array): number {
  return scores.reduce((best, score, index) => (score > (scores[best] ?? NaN) ? index : best), 0);
}

/** The output of a model from its scores: applies what was stripped from its end, in float64 and without error bound: never a proof. */
export function finalScores(scores: Float64Array, stripped: readonly string[]): Float64Array {
  return stripped.reduce((values, name) => {
    const apply = FUNCTIONS[name];
    if (apply === undefined) throw new Error(`nothing is known of the stripped operator ${name}`);
    return apply(values);
  }, scores);
}
