/**
 * Means, variances and covariances of many values over copies of an input, and of each with the score of the copy, in one pass (Welford 1962): a value that never changes has a
 * variance of exactly 0.
 */
export class Moments {
  private count = 0;
  private readonly means: Float64Array;
  private readonly squares: Float64Array;
  private readonly products: Float64Array;
  private readonly least: Float64Array;
  private readonly most: Float64Array;
  private scoreMean = 0;
  private scoreSquares = 0;

  /** `size`: values of one copy. */
  constructor(readonly size: number) {
    this.means = new Float64Array(size);
    this.squares = new Float64Array(size);
    this.products = new Float64Array(size);
    this.least = new Float64Array(size).fill(Infinity);
    this.most = new Float64Array(size).fill(-Infinity);
  }

  /** Takes the values of one copy, and its score. */
  add(values: Float64Array, score: number): void {
    this.count++;
    const { count, means, squares, products, least, most } = this;
    const scoreStep = score - this.scoreMean;
    this.scoreMean += scoreStep / count;
    const scoreRest = score - this.scoreMean;
    this.scoreSquares += scoreStep * scoreRest;
    for (let k = 0; k < this.size; k++) {
      const value = values[k] ?? NaN;
      const step = value - (means[k] ?? NaN);
      const mean = (means[k] ?? NaN) + step / count;
      means[k] = mean;
      squares[k] = (squares[k] ?? NaN) + step * (value - mean);
      products[k] = (products[k] ?? NaN) + step * scoreRest;
      if (value < (least[k] ?? NaN)) least[k] = value;
      if (value > (most[k] ?? NaN)) most[k] = value;
    }
  }

  mean(k: number): number {
    return this.means[k] ?? NaN;
  }

  /** Population variance. */
  variance(k: number): number {
    return (this.squares[k] ?? NaN) / this.count;
  }

  /** |Pearson correlation| with the score, in [0, 1]; null where value or score do not vary. */
  correlation(k: number): number | null {
    const square = (this.squares[k] ?? NaN) * this.scoreSquares;
    return square > 0 ? Math.min(1, Math.abs(this.products[k] ?? NaN) / Math.sqrt(square)) : null;
  }

  minimum(k: number): number {
    return this.least[k] ?? NaN;
  }

  maximum(k: number): number {
    return this.most[k] ?? NaN;
  }
}
