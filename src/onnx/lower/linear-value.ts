import { sizeOf } from '../../engine/tensor.js';
import { UNIT } from '../../engine/rounding.js';
import { nullIfZero } from '../../graph/folded.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, constant, isFloat, type Value } from '../value.js';
import { longSumError } from './fold.js';
import { type LinearMap, linearRows } from './linear.js';

/** A linear map of a tensor: one sparse node for data, folded for a constant. */
export function linearValue(node: OpNode, x: Value, map: LinearMap): Value {
  return x.kind === 'view' ? linearRows(node, x, map) : foldRows(x, map);
}

function foldRows(x: Constant, { shape, weightUnits, describe }: LinearMap): Constant {
  const data = new Float64Array(sizeOf(shape));
  const error = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    let terms = 0;
    let magnitude = 0;
    let inherited = 0;
    let scaled = 0;
    describe(i, (source, weight) => {
      const product = weight * at(x.data, source);
      data[i] = at(data, i) + product;
      terms++;
      scaled += weight === 1 ? 0 : 1;
      magnitude += Math.abs(product);
      inherited += (x.error === null ? 0 : Math.abs(weight) * at(x.error, source)) * 2;
    });
    const isCopy = scaled === 0 && terms <= 1 && inherited === 0;
    error[i] = isCopy ? 0 : longSumError(terms + 1, magnitude, inherited + 2 * weightUnits * UNIT * magnitude);
  }
  return constant(x.type, shape, data, isFloat(x.type) ? nullIfZero(error) : null);
}
