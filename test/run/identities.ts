import { DEFAULT_SETTINGS, type CertifySettings } from '../../src/certify/settings.js';
import { modelHash, resultIdentity, runIdentity, type ResultIdentity, type RunIdentity } from '../../src/run/identity.js';
import { hashOf } from '../../src/run/hash.js';
import type { ModelSource } from '../../src/run/plan.js';

const model: ModelSource = { bytes: Uint8Array.of(1, 2, 3), external: [], input: null, output: null, shape: null, normalisation: null };

/** The identity of results of a model that nobody could load. */
export function identityOf(settings: Partial<CertifySettings> = {}, source: Partial<ModelSource> = {}, tool = '1.0'): ResultIdentity {
  return resultIdentity(tool, modelHash({ ...model, ...source }, hashOf({ ...model, ...source }.bytes)), {
    ...DEFAULT_SETTINGS,
    ...settings,
  });
}

/** The identity of a run on ten inputs. */
export function runOf(settings: Partial<CertifySettings> = {}, data = 'data'): RunIdentity {
  return runIdentity(identityOf(settings), data, 10, null);
}
