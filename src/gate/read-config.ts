import { readFileSync } from 'node:fs';
import { dirname, join, isAbsolute } from 'node:path';
import { UsageError } from '../errors.js';
import { configError, pathText } from './config-problems.js';
import { readConfigText, type ConfigPath } from './config-text.js';
import { gateConfigSchema, type MaxDrop, type ModelConfig, type Thresholds } from './config.js';

/** A model of a gate, made ready: defaults put in, paths as seen from the working directory. */
export interface GateModelPlan {
  readonly name: string;
  readonly config: ModelConfig;
  readonly thresholds: Thresholds;
  readonly baseline: { readonly file: string; readonly maxDrop: MaxDrop } | null;
  readonly unknown: 'fail' | 'warn';
  /** Where its thresholds and its baseline stand in the file, for messages. */
  readonly place: { readonly require: string; readonly maxDrop: string };
}

/** A config, read and checked. */
export interface GateConfig {
  readonly file: string;
  readonly models: readonly GateModelPlan[];
}

/**
 * Reads a config from its file.
 *
 * @throws UsageError `CONFIG_NOT_FOUND`, `CONFIG_SYNTAX`, `CONFIG`.
 */
export function readConfig(file: string): GateConfig {
  const text = readConfigText(contentOf(file), file);
  if (text.value === null) throw new UsageError('CONFIG', `${file} is empty`, { hint: 'write one with cnn-cert gate --init --force' });
  const parsed = gateConfigSchema.safeParse(text.value);
  if (!parsed.success) throw configError(parsed.error.issues, text, file);
  const { models, defaults = {}, unknown } = parsed.data;
  const plans = models.map((own, k) => {
    const config = { ...(unknown === undefined ? {} : { unknown }), ...defaults, ...own };
    const origin = (key: 'require' | 'baseline'): ConfigPath => (own[key] === undefined ? ['defaults', key] : ['models', k, key]);
    return planOf(withPaths(config, dirname(file)), origin, { file, where: pathText(['models', k]) });
  });
  checkNames(plans, file);
  return { file, models: plans };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError('CONFIG_NOT_FOUND', missing ? `there is no file ${file}` : `${file} cannot be read (${reason})`, {
      hint: 'name the config with --config FILE, or write one with cnn-cert gate --init MODEL',
      cause,
    });
  }
}

function planOf(
  config: ModelConfig,
  origin: (key: 'require' | 'baseline') => ConfigPath,
  { file, where }: { readonly file: string; readonly where: string },
): GateModelPlan {
  const { name = config.model, require: thresholds = {}, baseline = null, unknown = 'fail' } = config;
  if (config.data === undefined) throw new UsageError('CONFIG', `${file}: ${where}.data is missing`, { hint: `Give ${where}.data.` });
  const asked = isAsking(thresholds) || isAsking(baseline?.maxDrop ?? {});
  if (!asked) {
    throw new UsageError('CONFIG', `${file}: ${where} has no thresholds, so that nothing could fail`, {
      hint: `Give ${where}.require, such as cleanAccuracy: 0.9.`,
    });
  }
  if (config.attack === false && thresholds.attackGap !== undefined) {
    throw new UsageError('CONFIG', `${file}: ${where} wants an attackGap with attack: false`, { hint: 'Leave one of them out.' });
  }
  if (config.noiseK !== undefined && config.noise !== 'worst') {
    throw new UsageError('CONFIG', `${file}: ${where}.noiseK says how much noise: worst covers`, { hint: 'Give noise: worst as well.' });
  }
  const place = { require: pathText(origin('require')), maxDrop: pathText([...origin('baseline'), 'maxDrop']) };
  return { name, config, thresholds, baseline, unknown, place };
}

/** Whether any threshold is given, at any depth; `errors` alone asks nothing of the model. */
function isAsking(value: object): boolean {
  return Object.entries(value).some(([key, inner]: [string, unknown]) => {
    if (inner === undefined || key === 'errors') return false;
    return Array.isArray(inner) || typeof inner !== 'object' || inner === null || 'text' in inner || isAsking(inner);
  });
}

/** Paths in a config are relative to it. */
function withPaths(config: ModelConfig, folder: string): ModelConfig {
  const resolve = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  const { data, labels, epsilonWeights, fix, baseline } = config;
  return {
    ...config,
    model: resolve(config.model),
    ...(data === undefined ? {} : { data: resolve(data) }),
    ...(typeof labels === 'string' && !/^[\d\s,]+$/.test(labels) ? { labels: resolve(labels) } : {}),
    ...(epsilonWeights === undefined ? {} : { epsilonWeights: resolve(epsilonWeights) }),
    ...(fix === undefined ? {} : { fix: Object.fromEntries(Object.entries(fix).map(([name, path]) => [name, resolve(path)])) }),
    ...(baseline === undefined ? {} : { baseline: { ...baseline, file: resolve(baseline.file) } }),
  };
}

function checkNames(plans: readonly GateModelPlan[], file: string): void {
  const twice = repeated(plans.map(({ name }) => name));
  if (twice !== null) throw new UsageError('CONFIG', `${file}: two models are called '${twice}'`, { hint: 'Give each a name of its own.' });
  const shared = repeated(plans.flatMap(({ baseline }) => (baseline === null ? [] : [baseline.file])));
  if (shared === null) return;
  throw new UsageError('CONFIG', `${file}: two models have the baseline ${shared}`, { hint: 'Give each a baseline of its own.' });
}

function repeated(values: readonly string[]): string | null {
  return values.find((value, k) => values.indexOf(value) < k) ?? null;
}
