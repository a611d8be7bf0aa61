import type { InputBall } from './input-ball.js';
import type { Margins } from './margins.js';
import type { InputResult } from './result.js';
import type { CertifySettings } from './settings.js';

/** One input to certify: values in the order of the ONNX input; a null label means the model's own prediction. */
export interface InputTask {
  readonly index: number;
  readonly input: ArrayLike<number>;
  readonly label: number | null;
}

/** A correctly classified input, ready to be certified. */
export interface Certification {
  /** Against the chosen targets. */
  readonly margins: Margins;
  readonly ball: InputBall;
  readonly settings: CertifySettings;
  /** Throws StoppedError. */
  readonly checkpoint: () => void;
  /** The same for the attack, which may take part of the time only. */
  readonly attackCheckpoint: () => void;
}

/** The part of a result that a certification finds out. */
export type Finding = Pick<InputResult, 'limitingClass' | 'evaluations'> &
  Partial<Pick<InputResult, 'verdict' | 'margins' | 'counterexample' | 'certifiedRadius' | 'attackedRadius' | 'radiusUnbounded'>> & {
    readonly status: 'ok' | 'timeout' | 'misclassified';
  };

/** What is said of an input about which nothing is proved: the verdict or the radius, whichever was asked for. */
export function nothingProved(
  epsilon: number | null,
  verdict: 'unknown' | 'falsified',
  radius: 0 | null,
): Pick<InputResult, 'verdict' | 'certifiedRadius' | 'attackedRadius'> {
  return epsilon === null ? { certifiedRadius: radius, attackedRadius: radius } : { verdict };
}
