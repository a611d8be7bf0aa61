import { ballRegion, type Norm } from '../../src/bounds/region.js';
import type { Kernel } from '../../src/bounds/target-refiner.js';
import { Classifier } from '../../src/certify/classifier.js';
import { Margins } from '../../src/certify/margins.js';
import { marginRows, otherClasses } from '../../src/certify/specification.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import type { Graph } from '../../src/graph/graph.js';
import { countingEngine } from './counting-engine.js';
import { LoopSpeed } from './loop-speed.js';
import { cpuSeconds, median, peakRssMb } from './measure.js';
import { simdToMeasure } from './simd.js';

/** What a job bounds: all margins of the model's own label over balls around some inputs, not clipped. */
export interface BoundJob {
  readonly graph: Graph;
  readonly inputs: readonly Float64Array[];
  readonly epsilon: number;
  readonly norm: Norm;
  readonly kernel: Kernel;
  /** Rounds over all inputs that count, after one that does not: at least `rounds`, and more until `seconds` of CPU time are spent. */
  readonly rounds: number;
  readonly seconds: number;
}

/** What it took. */
export interface BoundTiming {
  /** Of one input: building the region and bounding its margins. Loading the model, and finding the label, are left out. */
  readonly medianCpuSeconds: number;
  readonly bestCpuSeconds: number;
  /** CPU seconds from the start of this process until the first input. */
  readonly setUpCpuSeconds: number;
  readonly peakRssMb: number;
  /** Multiply-adds of backward steps, mean of an input. */
  readonly multiplyAdds: number;
  /** The rate of these over all CPU time, as a share of a plain loop that ran beside the same round; in doubles for kernel f64, else in singles. Median of the later three quarters. */
  readonly loopShare: number;
  /** Per input: lower bounds of logit[label] - logit[other], others ascending. */
  readonly lowerMargins: readonly (readonly number[])[];
}

/** Runs a job in this process. */
export function timeBounds({ graph, inputs, epsilon, norm, kernel, rounds, seconds }: BoundJob): BoundTiming {
  const { engine, take, stop } = countingEngine(createWasmEngine({ simd: simdToMeasure() }));
  const classifier = new Classifier(graph, engine);
  const tasks = inputs.map((input) => {
    const point = classifier.toInternal(input);
    const label = classifier.logits(point).reduce((best, value, index, all) => (value > (all[best] ?? NaN) ? index : best), 0);
    return { point, margins: new Margins(classifier, marginRows(classifier, label, otherClasses(classifier, label), 0.5)) };
  });
  const { user, system } = process.cpuUsage();
  const bound = ({ point, margins }: (typeof tasks)[number]): Float64Array =>
    margins.lowerBounds(ballRegion(norm, point, epsilon, null, null), { method: 'cnn-cert', relaxation: 'adaptive', kernel });
  take();
  const lowerMargins = tasks.map((task) => Array.from(bound(task)));
  const multiplyAdds = take() / Math.max(tasks.length, 1);
  stop();
  const times: number[] = [];
  const loop = new LoopSpeed(kernel === 'f64');
  const shares: number[] = [];
  let spent = 0;
  for (let round = 0; round < rounds || spent < seconds; round++) {
    const speed = loop.multiplyAdds();
    const taken = tasks.map((task) => cpuSeconds(() => bound(task)));
    times.push(...taken);
    shares.push((multiplyAdds * tasks.length) / taken.reduce((sum, time) => sum + time, 0) / speed);
    spent = times.reduce((sum, time) => sum + time, 0);
  }
  return {
    medianCpuSeconds: median(times),
    bestCpuSeconds: Math.min(...times),
    setUpCpuSeconds: (user + system) / 1e6,
    peakRssMb: peakRssMb(),
    multiplyAdds,
    loopShare: median(shares.slice(shares.length >> 2)),
    lowerMargins,
  };
}
