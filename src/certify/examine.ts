import { DataError } from '../errors.js';
import type { Classifier } from './classifier.js';
import { type Certification, type Finding, type InputTask, nothingProved } from './certification.js';
import { certifyRadius } from './certify-radius.js';
import { certifyVerdict } from './certify-verdict.js';
import { predict } from './evaluation.js';
import { inputBall } from './input-ball.js';
import { Margins, type MarginEnclosure } from './margins.js';
import type { CertifySettings } from './settings.js';
import { marginRows, otherClasses } from './specification.js';
import { stopper, type Hooks } from './stop.js';
import { chooseTargets } from './targets.js';

/** What becomes known of an input before it is certified; filled in on the way. */
export interface Known {
  label: number | null;
  prediction: number | null;
  cleanMargin: number | null;
}

/** The attack may take this share of the time of an input. */
const ATTACK_SHARE = 0.25;

/** Evaluates an input, and certifies it unless it is misclassified, or tied and its ball is not proved. */
export function examine(classifier: Classifier, task: InputTask, settings: CertifySettings, hooks: Hooks, known: Known): Finding {
  const { timeoutSeconds, threshold } = settings;
  const checkpoint = stopper(hooks, timeoutSeconds);
  const ball = inputBall(classifier, task.input, settings);
  known.prediction = predict(classifier, ball.centre, threshold);
  const label = checkLabel(classifier, task.label ?? known.prediction);
  known.label = label;
  const all = new Margins(classifier, marginRows(classifier, label, otherClasses(classifier, label), threshold));
  const values = [...all.lastValues()];
  known.cleanMargin = Math.min(...values);
  const targets = chooseTargets(settings.target, otherClasses(classifier, label), values, task.index);
  const atInput = (): Finding | readonly number[] => {
    const clean = all.enclosures(ball.centre);
    if (known.prediction !== label || clean.some(({ upper }) => upper < 0)) return misclassified(clean, settings);
    const chosen = clean.filter((margin) => targets.includes(margin.class));
    const lowest = chosen.reduce((least, margin) => (margin.lower < least.lower ? margin : least));
    if (lowest.lower > 0) return chosen.map(({ lower }) => lower);
    return { status: 'ok', limitingClass: lowest.class, evaluations: 0, ...nothingProved(settings.epsilon, 'unknown', 0) };
  };
  const certification: Certification = {
    margins: new Margins(classifier, marginRows(classifier, label, targets, threshold)),
    ball,
    settings,
    checkpoint,
    attackCheckpoint: stopper(hooks, timeoutSeconds === null ? null : timeoutSeconds * ATTACK_SHARE),
  };
  const { epsilon } = settings;
  // The input lies in its ball: where all margins are proved positive there, they are at the input (with noise, for all draws).
  const isCovered = known.prediction === label && targets.length === all.rows.length;
  if (epsilon !== null && isCovered) {
    return certifyVerdict(certification, epsilon, atInput);
  }
  const clean = atInput();
  if ('status' in clean) return clean;
  return epsilon === null ? certifyRadius(certification, clean) : certifyVerdict(certification, epsilon, () => clean);
}

function checkLabel(classifier: Classifier, label: number): number {
  if (Number.isInteger(label) && label >= 0 && label < classifier.classes) return label;
  throw new DataError('LABEL_OUT_OF_RANGE', `label ${label} does not exist: the model has ${classifier.classes} classes`, {
    hint: `labels must be whole numbers from 0 to ${classifier.classes - 1}`,
  });
}

/** Radius 0. Falsified where the input itself provably belongs to another class; a tie proves nothing. */
function misclassified(clean: readonly MarginEnclosure[], { epsilon }: CertifySettings): Finding {
  const worst = clean.reduce((least, margin) => (margin.upper < least.upper ? margin : least));
  const verdict = worst.upper < 0 ? 'falsified' : 'unknown';
  const margins = clean.map((margin) => ({ class: margin.class, lower: null, upper: margin.upper }));
  const finding = { status: 'misclassified', limitingClass: worst.class, evaluations: 0, ...nothingProved(epsilon, verdict, 0) } as const;
  return epsilon === null ? finding : { ...finding, margins };
}
