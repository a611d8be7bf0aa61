import { describe, expect, it } from 'vitest';
import { autoLirpaSchema, BaselineModel, readBaseline } from '../support/baselines.js';

const reference = readBaseline(autoLirpaSchema, 'auto_lirpa', 'reference.json');
const recorded = reference?.rows ?? [];

/** Small and deep, stable and loose: every kind of net of the baselines that bounds in a second. */
const MODELS = [
  'mnist_cnn4',
  'mnist_lenet_maxpool',
  'cifar_convsmall',
  'cifar_conv_small_sigmoid',
  'cifar_tanh',
  'resnet2b_vnncomp',
  'resnet4b_vnncomp',
];

describe.skipIf(reference === null)('margins of the baselines in singles', { timeout: 600_000 }, () => {
  for (const model of reference === null ? [] : MODELS) {
    const rows = recorded.filter((row) => row.model === model && row.method === 'crown' && row.norm === 'linf');
    const row = rows.reduce((most, next) => (next.epsilon > most.epsilon ? next : most), rows[0]!);

    it(`${model}, epsilon ${row.epsilon.toPrecision(3)}: close to those in doubles, and not above them`, () => {
      const net = new BaselineModel(`auto_lirpa/${row.set}/${model}.onnx`, `auto_lirpa/${row.set}/${model}.inputs.npy`);
      const label = row.labels[0] ?? NaN;
      const others = Array.from({ length: 10 }, (_, c) => c).filter((c) => c !== label);
      const margins = (kernel: 'f64' | 'f32' | 'auto') =>
        net.margins(0, 'linf', row.epsilon, label, others, { method: 'cnn-cert', relaxation: 'adaptive', kernel });
      const expected = margins('f64');
      const losses = (found: Float64Array) => Array.from(expected, (value, i) => (value - found[i]!) / (1 + Math.abs(value)));
      const [auto, f32] = [losses(margins('auto')), losses(margins('f32'))];
      expect(Math.max(...auto)).toBeLessThanOrEqual(1e-3);
      expect(Math.max(...f32)).toBeLessThanOrEqual(5e-3);
      expect(Math.min(...auto, ...f32)).toBeGreaterThanOrEqual(-1e-4);
    });
  }
});
