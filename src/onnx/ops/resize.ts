import { exactly, floorOf, plus, type Rational, ratio, times } from '../lower/rational.js';
import { resize as resizeAxes } from '../lower/resize.js';
import { COORDINATES, NEAREST, type ResizeAxis } from '../lower/resize-axis.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { at } from '../value.js';

const attributes = ['coordinate_transformation_mode', 'cubic_coeff_a', 'exclude_outside', 'extrapolation_value', 'mode', 'nearest_mode'];

/** Nearest, linear and cubic interpolation to given sizes or by given scales; all coordinate modes. */
export const resize: OnnxOperator = {
  op: 'Resize',
  versions: [
    [10, 2, ['mode']],
    [11, 4, attributes],
    [18, 4, [...attributes, 'antialias', 'axes', 'keep_aspect_ratio_policy']],
  ],
  lower(node) {
    if (node.int('antialias', 0) !== 0) node.unsupported('attribute antialias = 1', 'Resize without antialiasing works.');
    const x = node.input(0);
    const sizes = node.opset === 10 ? scaled(x.shape, node.integers(1, 'scales') ?? []) : sizesOf(node, x.shape);
    if (sizes.some(({ output }) => output < 1))
      node.unsupported(`[${x.shape.join(', ')}] to [${sizes.map((axis) => axis.output).join(', ')}]`);
    const how = node.opset === 10 ? (axis: AxisSize) => atOpset10(node, axis) : methodOf(node);
    const roi = node.opset === 10 ? [] : roiOf(node, x.shape.length);
    const axes = sizes.map((axis, k): ResizeAxis => {
      const window = [roi[k] ?? 0, roi[k + sizes.length] ?? 1] as const;
      return { ...axis, roi: window, ...how(axis) };
    });
    return [resizeAxes(node, x, axes, axes[0]?.coordinates === 'tf_crop_and_resize' ? node.float('extrapolation_value', 0) : 0)];
  },
};

/** More positions than any memory holds. */
const LARGEST = 2 ** 31;

type AxisSize = Pick<ResizeAxis, 'input' | 'output' | 'scale'>;
type Method = Omit<ResizeAxis, keyof AxisSize | 'roi'>;

/** Output sizes by scale; the product is that of float32, in which the runtimes compute it. */
export function scaled(shape: readonly number[], scales: readonly number[]): AxisSize[] {
  return shape.map((input, axis) => {
    const scale = scales[axis] ?? NaN;
    const isPossible = scale > 0 && input * scale < LARGEST;
    return { input, output: isPossible ? Math.floor(Math.fround(input * scale)) : 0, scale: exactly(isPossible ? scale : 0) };
  });
}

/** Opset 10 leaves nearest open; runtimes round down when they enlarge and up when they reduce. */
export function atOpset10(node: OpNode, { scale }: AxisSize): Method {
  const mode = node.string('mode', 'nearest');
  if (mode !== 'nearest' && mode !== 'linear') return node.unsupported(`mode '${mode}'`, 'The modes nearest and linear work.');
  const nearest = scale.n < scale.d ? 'ceil' : 'floor';
  return { mode, coordinates: 'asymmetric', nearest, cubicA: -0.75, excludeOutside: false };
}

function methodOf(node: OpNode): () => Method {
  const mode = node.string('mode', 'nearest');
  const coordinates = node.string('coordinate_transformation_mode', 'half_pixel');
  const nearest = node.string('nearest_mode', 'round_prefer_floor');
  const excludeOutside = node.int('exclude_outside', 0) !== 0;
  if (mode !== 'nearest' && mode !== 'linear' && mode !== 'cubic') node.unsupported(`mode '${mode}'`);
  if (!(coordinates in COORDINATES)) node.unsupported(`coordinate_transformation_mode '${coordinates}'`);
  if (!(nearest in NEAREST)) node.unsupported(`nearest_mode '${nearest}'`);
  if (excludeOutside && mode !== 'cubic') node.unsupported(`exclude_outside with mode '${mode}'`);
  const cubicA = node.float('cubic_coeff_a', -0.75);
  if (!Number.isFinite(cubicA)) node.unsupported(`cubic_coeff_a ${cubicA}`);
  return () => ({ mode, coordinates, nearest, cubicA, excludeOutside });
}

function axesOf(node: OpNode, rank: number): readonly number[] {
  return (node.ints('axes') ?? Array.from({ length: rank }, (_, axis) => axis)).map((axis) => node.axis(axis, rank));
}

/** A list that holds one number for every resized axis, spread to all axes. */
function spread(node: OpNode, list: readonly number[], rank: number, rest: readonly number[]): number[] {
  const axes = axesOf(node, rank);
  if (list.length !== axes.length) node.unsupported(`${list.length} scales or sizes for ${axes.length} axes`);
  const result = [...rest];
  axes.forEach((axis, i) => (result[axis] = at(list, i)));
  return result;
}

function sizesOf(node: OpNode, shape: readonly number[]): AxisSize[] {
  const scales = node.integers(2, 'scales') ?? [];
  if (scales.length > 0) return scaled(shape, spread(node, scales, shape.length, shape.map(() => 1))); // prettier-ignore
  const sizes = spread(node, node.integers(3, 'sizes') ?? [], shape.length, shape);
  const policy = node.string('keep_aspect_ratio_policy', 'stretch');
  const exact = shape.map((input, axis): AxisSize => ({
    input,
    output: at(sizes, axis),
    scale: ratio(at(sizes, axis), Math.max(input, 1)),
  }));
  if (policy === 'stretch') return exact;
  if (policy !== 'not_larger' && policy !== 'not_smaller') node.unsupported(`keep_aspect_ratio_policy '${policy}'`);
  const resized = axesOf(node, shape.length);
  const chosen = resized
    .map((axis) => exact[axis]?.scale ?? ratio(1))
    .reduce((a, b) => (isLess(a, b) === (policy === 'not_larger') ? a : b));
  return exact.map((axis, k) => (resized.includes(k) ? atScale(axis.input, chosen) : axis));
}

function isLess(a: Rational, b: Rational): boolean {
  return a.n * b.d < b.n * a.d;
}

/** Sizes kept in proportion are rounded, halves up. */
function atScale(input: number, scale: Rational): AxisSize {
  return { input, scale, output: floorOf(plus(times(ratio(input), scale), ratio(1, 2))) };
}

function roiOf(node: OpNode, rank: number): number[] {
  const given = node.integers(1, 'roi') ?? [];
  if (node.string('coordinate_transformation_mode', '') !== 'tf_crop_and_resize') return [];
  if (!given.every(Number.isFinite)) node.unsupported(`roi [${given.join(', ')}]`);
  const count = axesOf(node, rank).length;
  const starts = spread(node, given.slice(0, count), rank, new Array<number>(rank).fill(0));
  return [...starts, ...spread(node, given.slice(count), rank, new Array<number>(rank).fill(1))];
}
