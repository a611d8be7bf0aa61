import type { GateModel, GateOutcome } from '../../gate/outcome.js';
import { html, type Html } from './markup.js';
import { table, type HtmlColumn } from './table.js';

type Check = GateModel['checks'][number];

const MOST_INPUTS = 20;

const columns: readonly HtmlColumn<Check>[] = [
  { title: 'threshold', text: true, cell: ({ label }) => label },
  { title: 'status', text: true, cell: ({ status }) => html`<b class="${status}">${status}</b>` },
  { title: 'wanted', cell: ({ wanted }) => wanted.text },
  { title: 'got', cell: ({ got }) => got?.text ?? 'nothing' },
  { title: 'baseline', cell: ({ baseline }) => baseline?.text ?? '-' },
  // A long title would be broken into many lines, and on a telephone leave a gap above those that are in sight.
  { title: 'inputs', text: true, cell: ({ inputs }) => listed(inputs) },
];

/** What a gate demanded, and what became of it. */
export function gateSection({ config, status, models }: GateOutcome): Html {
  return html`<section id="gate">
    <h2>Gate: ${status}</h2>
    <p>Thresholds of <span class="path">${config}</span></p>
    ${models.map(modelPart)}
  </section>`;
}

function modelPart({ name, path, error, checks }: GateModel): Html {
  const missed = checks.filter(({ status }) => status !== 'passed');
  return html`<h3>${name}</h3>
    <p class="path">${path}</p>
    ${error === null ? null : html`<p><b class="failed">${error.code}</b>: ${error.message}${error.hint === null ? '' : ` (${error.hint})`}</p>`}
    ${checks.length === 0 ? null : table(`Thresholds of ${name}, and the inputs that kept them from being met`, columns, checks)}
    ${missed.map(({ label, message }) => html`<p><b>${label}</b>: ${message}</p>`)}`;
}

function listed(inputs: readonly number[]): string {
  const rest = inputs.length - MOST_INPUTS;
  return `${inputs.slice(0, MOST_INPUTS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
