import { machineText } from '../machine.js';
import { noiseItems } from '../noise.js';
import { duration, rounded } from '../numbers.js';
import type { CertifyReport } from '../schema.js';
import { html, type Content, type Html } from './markup.js';
import { facts } from './table.js';

/** What a run was made of and how: enough to make it again. */
export function conditions({ model, data, settings, summary, tool, machines = [], interrupted }: CertifyReport): Html {
  const { norm, method, relaxation, epsilon, precision, clip, target, attack, timeoutSeconds, kernel, threads, noise } = settings;
  const pairs: (readonly [string, Content] | null)[] = [
    [
      'model',
      html`<span class="path">${model.path}</span>, opset ${model.opset}, input ${model.inputShape.join(' × ')}, ${model.classes} classes`,
    ],
    ['SHA-256 of the model', html`<code>${model.sha256}</code>`],
    model.stripped.length === 0 ? null : ['taken off', model.stripped.join(', ')],
    model.notices.length === 0 ? null : ['notices', model.notices.join('; ')],
    [
      'data',
      html`<span class="path">${data.path}</span> (${data.kind}), ${summary.inputs} of ${data.items}
        inputs${data.range === null ? '' : `, values from ${rounded(data.range[0])} to ${rounded(data.range[1])}`}`,
    ],
    ['labels', data.labels === 'given' ? 'given' : 'none: the predictions are taken for right'],
    [
      'question',
      epsilon === undefined
        ? `largest ${norm} radius, relative precision ${precision ?? '-'}`
        : `verdict for the ${norm} ball of radius ${epsilon}`,
    ],
    clip === undefined ? null : ['range of inputs', `${clip[0]} to ${clip[1]}`],
    settings.epsilonWeights === undefined ? null : ['weights of the ball', html`<span class="path">${settings.epsilonWeights}</span>`],
    settings.mean === undefined ? null : ['mean', settings.mean.join(', ')],
    settings.std === undefined ? null : ['standard deviation', settings.std.join(', ')],
    settings.scale === undefined ? null : ['scale of the data', settings.scale],
    target === 'all' ? null : ['against', typeof target === 'number' ? `class ${target} only` : `the ${target} class only`],
    settings.threshold === undefined ? null : ['decision threshold', settings.threshold],
    noise === undefined ? null : ['noise', noiseItems(noise).join(', ')],
    ['method', `${method}, ${relaxation} lines, kernel ${kernel}, ${attack ? 'with attack' : 'no attack'}`],
    timeoutSeconds === undefined ? null : ['time-out', `${duration(timeoutSeconds)} per input`],
    ['tool', `${tool.name} ${tool.version}`],
    ...machines.map((machine) => [machines.length === 1 ? 'machine' : 'one of the machines', machineText(machine)] as const),
    ['time', `${duration(summary.wallSeconds)}, ${duration(summary.cpuSeconds)} CPU, ${threads === 1 ? '1 thread' : `${threads} threads`}`],
    ['memory', `${Math.ceil(summary.peakRssMb)} MB at most`],
    summary.errors === 0 ? null : ['errors', `${summary.errors} inputs, counted as not certified`],
    summary.timeouts === 0 ? null : ['time-outs', `${summary.timeouts} inputs, counted as far as proved`],
    interrupted === undefined
      ? null
      : ['interrupted', `${interrupted.finished} of ${interrupted.requested} inputs are done, the others are left out`],
  ];
  return facts(pairs.filter((pair) => pair !== null));
}
