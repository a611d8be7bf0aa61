/** What is known of a model for which a config is written. */
export interface FoundModel {
  /** As seen from the config, like all paths. */
  readonly model: string;
  readonly shape: readonly number[];
  readonly classes: number;
  /** Absent, like the rest: no data was found. */
  readonly data?: string;
  readonly labels?: string | null;
  /** Inputs in the data. */
  readonly items?: number;
  /** Smallest and largest value of the inputs that were looked at. */
  readonly range?: readonly [number, number];
  /** Clean accuracy of the inputs that were looked at; null: no labels were found. */
  readonly accuracy?: number | null;
}

/** A config for models, with comments that say what can be changed: YAML. */
export function configText(models: readonly FoundModel[]): string {
  return `# yaml-language-server: $schema=./node_modules/cnn-cert/schemas/gate-config.schema.json
# What cnn-cert gate checks. Paths are relative to this file; every key: docs/gate.md of cnn-cert.

# A threshold that is missed, but would be met if the undecided inputs were certified: fail (exit code 4) or warn.
unknown: fail

models:
${models.map(modelText).join('\n')}`;
}

function modelText(found: FoundModel): string {
  const { model, shape, classes, data, labels, items, range, accuracy } = found;
  const [low, high] = range ?? [0, 1];
  const inUnit = low >= 0 && high <= 1;
  const data_ =
    data === undefined
      ? ['    # No data was found beside the model: name yours here.', '    data: inputs.npy']
      : [`    data: ${quoted(data)}`];
  const labels_ =
    labels === undefined || labels === null
      ? ['    # Class indices; without them the predictions count as right, unless the data has labels.', '    # labels: labels.npy']
      : [`    labels: ${quoted(labels)}`];
  const epsilon = inUnit ? '2/255' : String(Number((0.01 * (high - low)).toPrecision(1)));
  return [
    `  - model: ${quoted(model)} # input ${shape.join('x')}, ${classes} classes`,
    ...data_,
    ...labels_,
    `    limit: ${Math.min(items ?? 20, 20)}${items === undefined ? '' : ` # of ${items}`}`,
    `    # mean: [0.5] and std: [0.25], where the model takes (x - mean) / std.`,
    '    norm: linf # or l2, l1',
    ...(range === undefined
      ? ['    # clip: [0, 1] # the range that no input value leaves']
      : [
          `    ${inUnit ? '' : '# '}clip: [${inUnit ? '0, 1' : `${low}, ${high}`}] # the range that no input value leaves; found: ${low} to ${high}`,
        ]),
    '    require:',
    ...accuracyLines(accuracy),
    '      certifiedAccuracy: # the share of inputs that are proved robust at an epsilon, in units of the data',
    `        ${epsilon}: 0.5`,
    '      # radius: { median: 0.01, min: 0.001 } # certified radii',
    '      # seconds: { total: 300 }',
    '    # A result to compare with; write it with cnn-cert gate --update-baseline.',
    '    # baseline:',
    '    #   file: baseline.json',
    `    #   maxDrop: { certifiedAccuracy: { ${epsilon}: 0.02 }, lostCertificates: { ${epsilon}: 0 } }`,
    '',
  ].join('\n');
}

function accuracyLines(accuracy: number | null | undefined): string[] {
  if (accuracy === null || accuracy === undefined) return ['      # cleanAccuracy: 0.9 # needs labels'];
  const least = Math.max(Math.floor(accuracy * 20 - 1) / 20, 0);
  return [`      cleanAccuracy: ${least} # found: ${accuracy}`];
}

function quoted(path: string): string {
  return /^[\w./][\w./-]*$/.test(path) ? path : JSON.stringify(path);
}
