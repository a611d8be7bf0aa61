import { type AxisPads, isImpossible, PAD_MODES, padConstant, padData, paddedIndices } from '../lower/pad.js';
import type { OpNode } from '../op-node.js';
import type { OnnxOperator } from '../operator.js';
import { at, rearrange } from '../value.js';

/** Pads and value are attributes before opset 11 and inputs since: [begin of each axis…, end of each axis…]. */
export const pad: OnnxOperator = {
  op: 'Pad',
  versions: [
    [2, 1, ['mode', 'pads', 'value']],
    [11, 3, ['mode']],
    [18, 4, ['mode']],
  ],
  lower(node) {
    const x = node.input(0);
    const mode = node.string('mode', 'constant');
    const coordinates = PAD_MODES[mode] ?? node.unsupported(`mode '${mode}'`, `The modes ${Object.keys(PAD_MODES).join(', ')} work.`);
    const pads = readPads(node, x.shape.length);
    if (pads.every(({ before, after }) => before === 0 && after === 0)) return [x];
    const value = node.has('value') ? node.float('value', 0) : (node.scalar(2, 'constant_value') ?? 0);
    const padded = paddedIndices(x.shape, pads, coordinates);
    if (isImpossible(padded, mode)) node.unsupported(`[${x.shape.join(', ')}] cannot be padded to [${padded.shape.join(', ')}]`);
    if (mode !== 'constant') return [rearrange(x, padded.shape, padded.source)];
    return [x.kind === 'constant' ? padConstant(x, padded, value) : padData(node, node.data(0), pads, padded, value)];
  },
};

function readPads(node: OpNode, rank: number): AxisPads[] {
  const pads = node.ints('pads') ?? node.integers(1, 'pads') ?? node.unsupported(`'pads' is missing`);
  const given = node.integers(3, 'axes');
  const axes = given === null ? Array.from({ length: rank }, (_, axis) => axis) : given.map((axis) => node.axis(axis, rank));
  if (pads.length !== 2 * axes.length || new Set(axes).size !== axes.length)
    node.unsupported(`pads [${pads.join(', ')}] of ${axes.length} axes`);
  const result: AxisPads[] = Array.from({ length: rank }, () => ({ before: 0, after: 0 }));
  axes.forEach((axis, i) => (result[axis] = { before: at(pads, i), after: at(pads, axes.length + i) }));
  return result;
}
