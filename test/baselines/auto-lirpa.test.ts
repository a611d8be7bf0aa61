import { describe, expect, it } from 'vitest';
import { BaselineModel, autoLirpaSchema, readBaseline } from '../support/baselines.js';

const reference = readBaseline(autoLirpaSchema, 'auto_lirpa', 'reference.json');
const methods = { crown: 'cnn-cert', ibp: 'interval', 'crown-ibp': 'crown-interval' } as const;

interface Comparison {
  readonly key: string;
  readonly model: string;
  readonly set: string;
  readonly method: keyof typeof methods;
  readonly norm: 'linf' | 'l2';
  readonly epsilon: number;
  readonly labels: readonly number[];
  readonly lowerMargins: readonly (readonly number[])[];
  readonly dtype: string;
}

/** One comparison per model, method, norm and epsilon: the float64 row where there is one. */
function comparisons(): Comparison[] {
  const best = new Map<string, Comparison>();
  for (const row of reference?.rows ?? []) {
    if (!(row.method in methods)) continue;
    const key = `${row.set}/${row.model} ${row.method} ${row.norm} ${row.epsilon.toPrecision(3)}`;
    const known = best.get(key);
    if (known === undefined || (known.dtype === 'f32' && row.dtype === 'f64'))
      best.set(key, { ...row, key, method: row.method as keyof typeof methods });
  }
  return [...best.values()];
}

/**
 * Margins whose recorded float32 value is off by more than the tolerance: what the same script gives with --f64
 * (recorded: -1.0967388).
 */
const inDoublePrecision: Readonly<Record<string, number>> = {
  'trained/cifar_conv_small_pgd crown-ibp linf 0.0196, image 1, class 4': -1.0967629933161085,
};

/** Ours and theirs for every image and class. */
function pairs(row: Comparison): { ours: number; theirs: number; where: string }[] {
  const net = new BaselineModel(`auto_lirpa/${row.set}/${row.model}.onnx`, `auto_lirpa/${row.set}/${row.model}.inputs.npy`);
  return row.lowerMargins.flatMap((theirs, image) => {
    const label = row.labels[image] ?? NaN;
    const others = Array.from({ length: theirs.length + 1 }, (_, c) => c).filter((c) => c !== label);
    const ours = net.margins(image, row.norm, row.epsilon, label, others, { method: methods[row.method], relaxation: 'adaptive' });
    return theirs.map((value, i) => {
      const where = `image ${image}, class ${others[i] ?? NaN}`;
      return { ours: ours[i] ?? -Infinity, theirs: inDoublePrecision[`${row.key}, ${where}`] ?? value, where };
    });
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Minutes on a busy machine: a slow run is no fault.
describe.skipIf(reference === null)('against auto_LiRPA', { timeout: 900_000 }, () => {
  for (const row of comparisons()) {
    const pooled = row.model.includes('maxpool');
    const tolerance = /sigmoid|tanh/.test(row.model) ? 1e-3 : 1e-5;
    if (!pooled)
      it(`${row.key}: no margin is looser`, () => {
        const worst = pairs(row).reduce(
          (most, { ours, theirs, where }) => {
            const shortfall = (theirs - ours) / (1 + Math.abs(theirs));
            return shortfall > most.shortfall ? { shortfall, where: `${where}: ${ours} < ${theirs}` } : most;
          },
          { shortfall: -Infinity, where: '' },
        );
        expect(worst.shortfall, worst.where).toBeLessThanOrEqual(tolerance);
      });

    if (pooled)
      it(`${row.key}: the mean margin is tighter`, () => {
        const all = pairs(row);
        const theirs = mean(all.map((pair) => pair.theirs));
        // Plain interval arithmetic has one result; ours is that, rounded outward.
        const rounding = row.method === 'ibp' ? 1e-9 * (1 + Math.abs(theirs)) : 0;
        expect(mean(all.map(({ ours }) => ours))).toBeGreaterThanOrEqual(theirs - rounding);
      });
  }
});
