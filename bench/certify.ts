import { peerCases, peerFiles, peerRuns, runPeer, type PeerCase, type PeerTiming } from './support/auto-lirpa.js';
import type { BoundTiming } from './support/bound-timing.js';
import { runJob } from './support/child.js';
import { geometricMean, median } from './support/measure.js';
import { deliver, FILTER, plainLoop, QUICK, say, type Column, type Row } from './support/part.js';

/**
 * Certify jobs beside auto_LiRPA (CROWN, float32, patches mode, one thread): all margins of five images of each of its recorded models at its recorded
 * epsilons. The two are measured in turn, each job in a process of its own. Without Python and torch the recorded seconds of another machine stand in.
 */

const ROUNDS = QUICK ? 1 : 3;

const COLUMNS: readonly Column[] = [
  { key: 'theirsMs', title: 'auto_LiRPA ms' },
  { key: 'oursMs', title: 'ours ms', better: 'less', scaled: true },
  { key: 'ratio', title: 'ratio', better: 'more' },
  { key: 'theirsMb', title: 'auto_LiRPA MB', digits: 0 },
  { key: 'oursMb', title: 'ours MB', digits: 0, better: 'less' },
  { key: 'gigaMultiplyAdds', title: 'G multiply-adds', digits: 4, better: 'less' },
  { key: 'rate', title: 'GF/s', digits: 1 },
  { key: 'share', title: '% of the loop', digits: 0, better: 'more' },
  { key: 'worstMargin', title: 'least (ours - theirs)', digits: 6 },
];

const NOTES = [
  'CPU time of one image (all threads, user and system), median: from the region to the bounds of all margins, as the script of auto_LiRPA counts. The model is loaded and one round over the images is done before. ' +
    'Peak resident memory of the whole process. GF/s: twice the multiply-adds of the backward steps over the whole CPU time; % of the loop: of what a plain multiply-add loop in singles (BENCH_KERNEL=f64: in doubles) does beside each round. Margins: least (ours - theirs) / (1 + |theirs|); theirs are float32 without rounding account.',
];

function measure(entry: PeerCase, withPeer: boolean): Row | null {
  const slow = entry.medianCpuSeconds > 0.5;
  const images = QUICK || slow ? 2 : 5;
  const { model, inputs } = peerFiles(entry);
  const theirs: PeerTiming[] = [];
  const ours: BoundTiming[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const peer = withPeer ? runPeer(entry, images, slow ? 1 : 3) : null;
    if (peer !== null) theirs.push(peer);
    const args = [model, inputs, String(entry.epsilon), entry.norm, String(images), slow ? '1' : '3', slow ? '0' : '1'];
    const timing = runJob('baseline-bounds', ...args) as BoundTiming | null;
    if (timing !== null) ours.push(timing);
  }
  return ours.length === 0 ? null : rowOf(entry, theirs, ours);
}

function rowOf(entry: PeerCase, theirs: readonly PeerTiming[], ours: readonly BoundTiming[]): Row {
  const oursSeconds = median(ours.map((timing) => timing.medianCpuSeconds));
  const theirsSeconds = theirs.length === 0 ? entry.medianCpuSeconds : median(theirs.map((timing) => timing.medianCpuSeconds));
  const multiplyAdds = ours[0]?.multiplyAdds ?? NaN;
  const pairs = (ours[0]?.lowerMargins ?? []).flatMap((margins, image) =>
    margins.map((margin, i) => ({ margin, other: (theirs[0] ?? entry).lowerMargins[image]?.[i] ?? NaN })),
  );
  return {
    name: `${entry.model} ${entry.norm} ${Number(entry.epsilon.toPrecision(3))}`,
    values: {
      theirsMs: theirsSeconds * 1e3,
      oursMs: oursSeconds * 1e3,
      ratio: theirsSeconds / oursSeconds,
      theirsMb: theirs.length === 0 ? null : Math.max(...theirs.map((timing) => timing.peakRssMb)),
      oursMb: Math.max(...ours.map((timing) => timing.peakRssMb)),
      gigaMultiplyAdds: multiplyAdds / 1e9,
      rate: (2 * multiplyAdds) / oursSeconds / 1e9,
      share: 100 * median(ours.map((timing) => timing.loopShare)),
      worstMargin: Math.min(...pairs.map(({ margin, other }) => (margin - other) / (1 + Math.abs(other)))),
    },
  };
}

function main(): void {
  const cases = peerCases().filter(({ model, norm, epsilon }) => FILTER.test(`${model} ${norm} ${epsilon}`));
  const withPeer = cases.length > 0 && peerRuns();
  const notes = [...NOTES];
  if (cases.length === 0) notes.push('Skipped: there are no recorded results of auto_LiRPA beside the repository.');
  else if (!withPeer)
    notes.push('auto_LiRPA could not be run (python3-torch, python3-onnx): its recorded seconds of another machine stand in.');
  const rows = cases.flatMap((entry) => {
    say(`certify: ${entry.model} ${entry.norm} ${entry.epsilon}`);
    return measure(entry, withPeer) ?? [];
  });
  const ratios = rows.map(({ values }) => values['ratio'] ?? NaN);
  if (rows.length > 0) {
    notes.push(
      `Ratio over ${rows.length} rows: geometric mean ${geometricMean(ratios).toFixed(2)}, least ${Math.min(...ratios).toFixed(2)}.`,
    );
  }
  deliver({ name: 'certify', title: 'Certify jobs against auto_LiRPA', notes, loop: plainLoop(), columns: COLUMNS, rows });
}

main();
