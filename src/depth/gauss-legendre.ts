import { cos } from '../activations/elementary/sin.js';

const PI = 3.141592653589793;

/** A node of a quadrature over [0, 1], and its weight. */
export interface QuadratureNode {
  readonly node: number;
  readonly weight: number;
}

/** The rule of Gauss and Legendre with n nodes on [0, 1]: exact for polynomials of degree 2 n - 1. */
export function gaussLegendre(n: number): QuadratureNode[] {
  return Array.from({ length: n }, (_, i) => {
    let x = cos((PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 6; step++) {
      const legendre = legendreAt(n, x);
      slope = legendre.slope;
      x -= legendre.value / slope;
    }
    return { node: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}

function legendreAt(n: number, x: number): { value: number; slope: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
