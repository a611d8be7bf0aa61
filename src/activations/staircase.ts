import type { ActivationKind } from './activation.js';
import { parameterError } from './parameters.js';
import { stepFunction, type StepFunction } from './shapes/step-function.js';

type Values = Readonly<Record<string, number>>;

const defaults: Values = { level0: -1, threshold1: 0, value1: 0, level1: 1, error: 0 };

/**
 * A step function: `level0` up to `threshold1`, `value1` there, `level1` from there to `threshold2`, and so on with any number of thresholds in increasing order. The function meant may
 * be off by `error` from the one given.
 */
export const staircase: ActivationKind = {
  name: 'staircase',
  onnx: ['NState'],
  defaults,
  samples: [
    defaults,
    {
      level0: 0,
      threshold1: -0.5,
      value1: 0.25,
      level1: 0.25,
      threshold2: 1,
      value2: 1,
      level2: 1,
      threshold3: 2.5,
      value3: 1,
      level3: 1.5,
      error: 0,
    },
    { level0: 1, threshold1: -1.5, value1: -1, level1: -1, threshold2: 0.5, value2: 3, level2: 2, error: 0 },
    { level0: 0.75, error: 0 },
  ],
  create: (parameters = defaults) => stepFunction('staircase', parameters, readStaircase(parameters)),
};

/** The parameters of a step function with at least one level. */
export function staircaseParameters({ thresholds, values, levels, error }: StepFunction): Record<string, number> {
  const parameters: Record<string, number> = { level0: levels[0] ?? NaN };
  thresholds.forEach((threshold, i) => {
    parameters[`threshold${i + 1}`] = threshold;
    parameters[`value${i + 1}`] = values[i] ?? NaN;
    parameters[`level${i + 1}`] = levels[i + 1] ?? NaN;
  });
  return { ...parameters, error };
}

/**
 * The step function that parameters of a staircase stand for.
 * @throws {ModelError} ACTIVATION_PARAMETER when they are none.
 */
export function readStaircase(parameters: Values): StepFunction {
  const given = new Map(Object.entries(parameters));
  const take = (name: string): number => {
    const value = given.get(name);
    if (value === undefined)
      throw parameterError('staircase', `'${name}' is missing`, 'Give level0, threshold1, value1, level1, threshold2, ..');
    if (!Number.isFinite(value)) throw parameterError('staircase', `parameter '${name}' is ${value}`, 'Give a finite number.');
    given.delete(name);
    return value;
  };
  const error = given.has('error') ? take('error') : 0;
  if (error < 0) throw parameterError('staircase', `error is ${error}`, 'Give a bound that is not negative.');
  const f = { thresholds: [] as number[], values: [] as number[], levels: [take('level0')], error };
  for (let k = 1; given.size > 0; k++) {
    const threshold = take(`threshold${k}`);
    if (threshold <= (f.thresholds.at(-1) ?? -Infinity))
      throw parameterError('staircase', `threshold${k} is not above the one before`, 'Give increasing thresholds.');
    f.thresholds.push(threshold);
    f.values.push(take(`value${k}`));
    f.levels.push(take(`level${k}`));
  }
  return f;
}
