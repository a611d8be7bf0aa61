import { describe, expect, it } from 'vitest';
import { exactly, floorOf, minus, ratio, toDouble } from '../../src/onnx/lower/rational.js';
import { loadModel } from '../../src/onnx/load.js';
import { type OneOp, oneOp, runtimeDifference } from '../support/onnx-runtime.js';
import { ints, real, reals, tensor } from '../support/onnx-writer.js';

const map = [1, 2, 4, 5];
const scales = (...values: number[]) => tensor([values.length], values.map(Math.fround));

function resizing(attributes: OneOp['attributes'], to: OneOp['initializers'], inputs = ['x', '', 'scales'], opset = 17): OneOp {
  return { op: 'Resize', shape: map, inputs, opset, ...(attributes && { attributes }), ...(to && { initializers: to }) };
}

const by = (...values: number[]) => ({ scales: scales(1, 1, ...values) });
const to = (...values: number[]) => ({ sizes: ints(1, 2, ...values) });
const sized = ['x', '', '', 'sizes'];
const mode = (name: string, coordinates: string, nearest = 'round_prefer_floor') => ({
  mode: name,
  coordinate_transformation_mode: coordinates,
  nearest_mode: nearest,
});

const cases: Readonly<Record<string, OneOp>> = {
  'nearest': resizing({}, by(2, 2)),
  'nearest asymmetric floor': resizing(mode('nearest', 'asymmetric', 'floor'), by(1.5, 3)),
  'nearest asymmetric ceil': resizing(mode('nearest', 'asymmetric', 'ceil'), by(1.5, 0.6)),
  'nearest align_corners round_prefer_ceil': resizing(mode('nearest', 'align_corners', 'round_prefer_ceil'), to(7, 3), sized),
  'nearest tf_half_pixel_for_nn': resizing(mode('nearest', 'tf_half_pixel_for_nn', 'floor'), { roi: tensor([0], []), s: tensor([0], []), ...to(7, 8) }, ['x', 'roi', 's', 'sizes'], 12),
  'linear': resizing(mode('linear', 'half_pixel'), by(2, 2)),
  'linear, by a fraction': resizing(mode('linear', 'half_pixel'), by(1.3, 0.8)),
  'linear, smaller': resizing(mode('linear', 'half_pixel'), to(2, 3), sized),
  'linear asymmetric': resizing(mode('linear', 'asymmetric'), by(2, 1.7)),
  'linear align_corners': resizing(mode('linear', 'align_corners'), to(9, 7), sized),
  'linear pytorch_half_pixel to one': resizing(mode('linear', 'pytorch_half_pixel'), to(1, 8), sized),
  'linear half_pixel_symmetric': resizing(mode('linear', 'half_pixel_symmetric'), by(1.3, 0.7), undefined, 19),
  'linear tf_crop_and_resize': resizing({ ...mode('linear', 'tf_crop_and_resize'), extrapolation_value: real(2.5) }, { roi: tensor([8], [0, 0, 0.25, 0.5, 1, 1, 0.75, 1.25]), ...to(3, 4) }, ['x', 'roi', '', 'sizes']),
  'cubic': resizing(mode('cubic', 'half_pixel'), by(2, 2)),
  'cubic align_corners, a': resizing({ ...mode('cubic', 'align_corners'), cubic_coeff_a: real(-0.5) }, to(7, 9), sized),
  'cubic exclude_outside': resizing({ ...mode('cubic', 'half_pixel'), exclude_outside: 1 }, by(1.5, 0.8)),
  'axes': resizing({ ...mode('linear', 'half_pixel'), axes: [3] }, { scales: scales(2) }, undefined, 18),
  'not_larger': resizing({ axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' }, { sizes: ints(7, 8) }, sized, 18),
  'not_smaller': resizing({ axes: [3, 2], keep_aspect_ratio_policy: 'not_smaller' }, { sizes: ints(7, 8) }, sized, 18),
  'at opset 10': { op: 'Resize', shape: map, initializers: by(1.5, 2), attributes: { mode: 'linear' }, opset: 10 },
  'at opset 10, nearest and smaller': { op: 'Resize', shape: map, initializers: by(0.5, 0.75), opset: 10 },
  'Upsample': { op: 'Upsample', shape: map, initializers: by(2, 3), opset: 9 },
  'Upsample linear': { op: 'Upsample', shape: map, initializers: by(2, 3), attributes: { mode: 'linear' }, opset: 9 },
  'Upsample at opset 7': { op: 'Upsample', shape: map, attributes: { scales: reals(1, 1, 2, 2) }, opset: 7 },
}; // prettier-ignore

describe('Resize agrees with ONNX Runtime', () => {
  it.each(Object.entries(cases))('%s', async (_, spec) => {
    expect(await runtimeDifference(oneOp(spec))).toBeLessThan(2e-6);
  });
});

describe('Resize', () => {
  it('to twice the size by linear interpolation has exact weights', () => {
    const graph = loadModel(oneOp(resizing(mode('linear', 'half_pixel'), by(2, 2))));
    expect(graph.nodes.map((node) => ('weightUnits' in node ? node.weightUnits : null))).toEqual([null, 0]);
  });

  it.each([
    ['antialias', resizing({ antialias: 1 }, by(2, 2), undefined, 18), 'attribute antialias = 1'],
    ['exclude_outside of linear', resizing({ ...mode('linear', 'half_pixel'), exclude_outside: 1 }, by(2, 2)), 'exclude_outside'],
    ['an unknown mode', resizing({ mode: 'area' }, by(2, 2)), `mode 'area'`],
    ['an infinite scale', resizing({}, by(Infinity, 2)), 'to [1, 2, 0, 10]'],
    ['a scale beyond all memory', resizing({}, by(1e30, 2)), 'to [1, 2, 0, 10]'],
    ['a coefficient that is no number', resizing({ mode: 'cubic', cubic_coeff_a: real(NaN) }, by(2, 2)), 'cubic_coeff_a NaN'],
    ['scales of a wrong length', resizing({}, { scales: scales(2, 2) }), '2 scales or sizes for 4 axes'],
    ['Upsample at opset 13', { op: 'Upsample', shape: map, initializers: by(2, 2), opset: 13 }, 'does not exist since opset 10'],
  ] as const)('%s is refused', (_, spec: OneOp, reason) => {
    expect(() => loadModel(oneOp(spec))).toThrow(reason);
  });
});

describe('fractions', () => {
  it('hold doubles exactly and give the nearest double back', () => {
    const values = [0, 1, -0.1, 1 / 3, 2 ** -60, -3e20, 0.3];
    expect(values.map((value) => toDouble(exactly(value)))).toEqual(values);
  });

  it('round down', () => {
    expect([ratio(7, 2), ratio(-7, 2), ratio(4, 2), minus(ratio(1, 3), ratio(1, 3))].map(floorOf)).toEqual([3, -4, 2, 0]);
  });
});
