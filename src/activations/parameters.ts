import { ModelError } from '../errors.js';

type Values = Readonly<Record<string, number>>;

/** The error for a parameter that an activation cannot take (code `ACTIVATION_PARAMETER`). */
export function parameterError(activation: string, message: string, hint: string): ModelError {
  return new ModelError('ACTIVATION_PARAMETER', `activation ${activation}: ${message}`, { hint });
}

/**
 * Defaults overridden by `given`. Throws `ACTIVATION_PARAMETER` for a name the activation does not have and for a value that is NaN or, unless
 * `infiniteAllowed`, infinite.
 */
export function withDefaults<D extends Values>(
  activation: string,
  defaults: D,
  given: Values,
  infiniteAllowed = false,
): Record<keyof D & string, number> {
  const values: Record<string, number> = { ...defaults };
  for (const [key, value] of Object.entries(given)) {
    if (!(key in defaults)) {
      const known = Object.keys(defaults).join(', ') || 'none';
      throw parameterError(activation, `unknown parameter '${key}'`, `Its parameters are: ${known}.`);
    }
    if (Number.isNaN(value) || (!infiniteAllowed && !Number.isFinite(value))) {
      throw parameterError(activation, `parameter '${key}' is ${value}`, `Give a ${infiniteAllowed ? '' : 'finite '}number.`);
    }
    values[key] = value;
  }
  return values;
}
