import type { Activation } from '../../activations/activation.js';
import { pow, POW_UNITS, wholePower } from '../../activations/elementary/power.js';
import { activation } from '../../activations/registry.js';
import { ETA, UNIT } from '../../engine/rounding.js';
import { upward } from '../../graph/folded.js';
import { broadcastIndices, broadcastShape } from '../indices.js';
import type { OpNode } from '../op-node.js';
import { at, type Constant, constant, isFloat, rearrange, type View } from '../value.js';
import { activate, activateEach } from './activation.js';
import { foldBinary, type FoldRule, foldUnary, mismatch, product, squareRootError } from './fold.js';

/** What can be raised to, and be an exponent: beyond, hardly any argument has a power that is a double. */
const LARGEST = 1024;
const SMALLEST = 1e-100;

/** Data to constant powers, one for each element of the result. */
export function powerOfData(node: OpNode, base: View, exponents: Constant): View {
  checkExponents(node, exponents);
  return apply(node, base, exponents, (exponent) => {
    if (exponent === 0.5) return activation('sqrt');
    if (exponent === -0.5) return activation('rsqrt');
    return exponent === -1 ? activation('reciprocal') : activation('power', { exponent });
  });
}

/** Constants to powers that are data. */
export function powerOfBase(node: OpNode, bases: Constant, exponent: View): View {
  if (bases.error !== null) node.unsupported('its base is the rounded result of a computation in the graph');
  const fault = bases.data.find((base) => !(base > 0 && base < Infinity));
  if (fault !== undefined) node.unsupported(`the base ${fault} of a power that depends on the data`, 'Positive bases work.');
  return apply(node, exponent, bases, (base) => activation('exp-base', { base }));
}

function apply(node: OpNode, view: View, parameters: Constant, create: (parameter: number) => Activation): View {
  const shape = broadcastShape(view.shape, parameters.shape) ?? mismatch(node, view.shape, parameters.shape);
  const spread = rearrange(view, shape, broadcastIndices(view.shape, shape));
  const [first = NaN] = parameters.data;
  if (parameters.data.every((value) => value === first))
    return first === 1 && create(1).name === 'power' ? spread : activate(node, spread, create(first));
  const source = broadcastIndices(parameters.shape, shape);
  const parameterOf = (element: number) => at(parameters.data, source === null ? element : at(source, element));
  return activateEach(node, spread, (element) => create(parameterOf(element)), parameterOf);
}

function checkExponents(node: OpNode, exponents: Constant): void {
  if (exponents.error !== null) node.unsupported('its exponent is the rounded result of a computation in the graph');
  const fault = exponents.data.find((p) => p !== 0 && !(Math.abs(p) >= SMALLEST && Math.abs(p) <= LARGEST));
  if (fault !== undefined) node.unsupported(`the exponent ${fault}`, `Exponents up to ${LARGEST} in size work.`);
}

/** Constants to constant powers; of rounded constants only to 1/2 and to small whole ones. */
export function foldPower(node: OpNode, base: Constant, exponents: Constant): Constant {
  checkExponents(node, exponents);
  const [first = NaN] = exponents.data;
  if (exponents.data.length === 1 && first === 0.5) return foldUnary(node, base, Math.sqrt, squareRootError);
  if (exponents.data.length === 1 && Number.isInteger(first) && first >= 0 && first <= 16) {
    let result = constant(base.type, base.shape, new Float64Array(base.data.length).fill(1));
    for (let i = 0; i < first; i++) result = foldBinary(node, result, base, product);
    return result;
  }
  if (base.error !== null)
    node.unsupported('its base is the rounded result of a computation in the graph', 'Exponents 0 to 16 and 0.5 work.');
  if (!isFloat(base.type) && exponents.data.some((p) => !(Number.isInteger(p) && p >= 0)))
    node.unsupported('an integer to a power that is no whole number');
  const result = foldBinary(node, base, exponents, powerRule);
  if (!result.data.every(Number.isFinite)) node.unsupported('a power of a constant that is no finite number');
  return result;
}

/** Of exact operands. A whole power of integers within 2^53 is exact; else each of fewer than 2 |p| roundings counts u, or what `pow` promises. */
const powerRule: FoldRule = {
  value: (x, p) => (p === 0 ? 1 : Number.isInteger(p) ? wholePower(p < 0 ? 1 / x : x, Math.abs(p)) : pow(x, p)),
  error(x, _errorX, p) {
    const value = Math.abs(powerRule.value(x, p));
    if (p === 0 || (p > 0 && Number.isInteger(p) && Number.isInteger(x) && value < 2 ** 53)) return 0;
    return upward((2 * Math.abs(p) + POW_UNITS) * UNIT * value + 2 * (Math.abs(p) + 2) * ETA);
  },
};
