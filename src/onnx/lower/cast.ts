import type { OpNode } from '../op-node.js';
import { type Constant, constant, type ElementType, isFloat, type Value } from '../value.js';

/** The value with another element type. */
export function castTo(node: OpNode, x: Value, type: ElementType): Value {
  if (x.kind === 'constant') {
    if (x.error !== null && !isFloat(type)) node.unsupported('its constant operand is a rounded result');
    return castConstant(x, type);
  }
  if (!isFloat(type)) node.unsupported(`data are cast to ${type}`, 'Casts of data to a float type work.');
  return { ...x, type };
}

function castConstant(x: Constant, type: ElementType): Constant {
  return x.error === null ? constant(type, x.shape, x.data.map(converters[type])) : { ...x, type };
}

function wrap(bits: number, signed: boolean): (x: number) => number {
  return (x) => Number(signed ? BigInt.asIntN(bits, toBigInt(x)) : BigInt.asUintN(bits, toBigInt(x)));
}

function toBigInt(x: number): bigint {
  return Number.isFinite(x) ? BigInt(Math.trunc(x)) : 0n;
}

const converters: Readonly<Record<ElementType, (x: number) => number>> = {
  float32: Math.fround,
  float64: (x) => x,
  float16: (x) => roundToBits(x, 11, -24, 65504),
  bfloat16: (x) => roundToBits(Math.fround(x), 8, -133, 3.3895313892515355e38),
  int8: wrap(8, true),
  int16: wrap(16, true),
  int32: wrap(32, true),
  int64: wrap(64, true),
  uint8: wrap(8, false),
  uint16: wrap(16, false),
  uint32: wrap(32, false),
  uint64: wrap(64, false),
  bool: (x) => (x === 0 ? 0 : 1),
};

/** Nearest number with `bits` significant bits and least exponent `lowest`, ties to even. */
function roundToBits(x: number, bits: number, lowest: number, largest: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  let exponent = lowest;
  while (Math.abs(x) >= 2 ** (exponent + bits)) exponent++;
  const scaled = x / 2 ** exponent;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const rounded = (up ? below + 1 : below) * 2 ** exponent;
  return Math.abs(rounded) > largest ? Math.sign(x) * Infinity : rounded;
}
