import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Bounder } from '../../src/bounds/bounder.js';
import { type BoundRequest } from '../../src/bounds/bounder.js';
import { ballRegion, type Norm } from '../../src/bounds/region.js';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.js';
import { certifyInput } from '../../src/certify/certify-input.js';
import { Classifier } from '../../src/certify/classifier.js';
import type { InputResult } from '../../src/certify/result.js';
import { DEFAULT_SETTINGS } from '../../src/certify/settings.js';
import { readData } from '../../src/data/read.js';
import { loadModel } from '../../src/onnx/load.js';
import { Random } from './random.js';
import { sharedPath } from './shared.js';
import { pointInBall } from './soundness.js';

/** Recorded results of the CNN-Cert reference: `[epsilon, lower, upper]` of logit[label] - logit[target] for each evaluation. */
export const cnnCertSchema = z.object({
  cases: z.array(
    z.object({
      model: z.string(),
      inputs: z.string(),
      relaxation: z.enum(['adaptive', 'fastlin']),
      norm: z.enum(['inf', '1', '2']).or(z.number()).transform(String),
      medianCpuSeconds: z.number(),
      patched: z.boolean(),
      images: z.array(
        z.object({
          image: z.number(),
          label: z.number(),
          target: z.number(),
          radius: z.number(),
          trace: z.array(z.array(z.number()).length(3)),
        }),
      ),
    }),
  ),
});

/** Recorded results of auto_LiRPA: lower margins of each image against every other class, ascending. */
export const autoLirpaSchema = z.object({
  rows: z.array(
    z.object({
      set: z.string(),
      model: z.string(),
      mode: z.string(),
      method: z.string(),
      norm: z.enum(['linf', 'l2']),
      dtype: z.enum(['f32', 'f64']),
      epsilon: z.number(),
      lowerMargins: z.array(z.array(z.number())),
      labels: z.array(z.number()),
    }),
  ),
});

/** A recorded file of ../shared/baselines, or null where it is absent. */
export function readBaseline<T>(schema: z.ZodType<T>, ...parts: string[]): T | null {
  const path = sharedPath('baselines', ...parts);
  return path === null ? null : schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** A model of ../shared/baselines and its inputs, ready for bounds. */
export class BaselineModel {
  private readonly classifier: Classifier;
  private readonly inputs: (index: number) => Float64Array;

  constructor(model: string, inputs: string) {
    this.classifier = new Classifier(loadModel(new Uint8Array(readFileSync(required(sharedPath('baselines', model))))), createWasmEngine());
    const data = readData(required(sharedPath('baselines', inputs)), { inputShape: this.classifier.graph.input.shape });
    this.inputs = (index) => data.item(index);
  }

  get bounder(): Bounder {
    return this.classifier.bounder;
  }

  /** The network itself at an image (internal layout). */
  logits(point: Float64Array): Float64Array {
    return this.classifier.logits(point);
  }

  centre(image: number): Float64Array {
    return this.classifier.toInternal(this.inputs(image));
  }

  /** Row of logit[label] - logit[other] over the output node. */
  row(label: number, other: number): Float64Array {
    const row = new Float64Array(this.classifier.rowLength);
    row[this.classifier.outputPosition(label)] = 1;
    row[this.classifier.outputPosition(other)] = -1;
    return row;
  }

  /** The certified radius by the product's own search, against one target class, and the attack's upper limit of it. */
  radius(image: number, norm: Norm, label: number, target: number, relaxation: 'adaptive' | 'fastlin', attack: boolean): InputResult {
    const settings = { ...DEFAULT_SETTINGS, norm, relaxation, target, attack };
    return certifyInput(this.classifier, { index: image, input: this.inputs(image), label }, settings, { now: () => 0 });
  }

  /** The smallest margin that a few projected-gradient steps reach in the ball. */
  attackedMargin(image: number, norm: Norm, epsilon: number, label: number, other: number): number {
    const ball = { norm, centre: this.centre(image), epsilon, weights: null, clip: null };
    const random = new Random(image + 1);
    const rows = [this.row(label, other)];
    let point = ball.centre;
    let least = Infinity;
    for (let step = 0; step < 6; step++) {
      const [gradient] = this.bounder.gradients(point, rows);
      point = pointInBall(random, ball, gradient?.map((g) => -g) ?? null);
      const logits = this.classifier.logits(point);
      least = Math.min(least, (logits[label] ?? NaN) - (logits[other] ?? NaN));
    }
    return least;
  }

  margins(
    image: number,
    norm: Norm,
    epsilon: number,
    label: number,
    others: readonly number[],
    options: Pick<BoundRequest, 'method' | 'relaxation' | 'intersect' | 'kernel'>,
  ): Float64Array {
    const region = ballRegion(norm, this.centre(image), epsilon, null, null);
    return this.bounder.lowerBounds({ region, rows: others.map((other) => this.row(label, other)), ...options });
  }
}

function required(path: string | null): string {
  if (path === null) throw new Error('baseline file is missing');
  return path;
}
