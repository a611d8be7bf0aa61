import { percent, rounded, roundedDown } from '../numbers.js';
import type { GateOutcome } from '../../gate/outcome.js';
import type { RunFailure } from '../failure.js';
import type { CertifyReport } from '../schema.js';
import { classTable } from './classes.js';
import { comparison } from './comparison.js';
import { conditions } from './conditions.js';
import { confusionFigure } from './confusion.js';
import { curveFigure } from './curve-figure.js';
import { isCorrect } from './curves.js';
import { htmlDocument } from './document.js';
import { marginDistribution, radiusDistribution, verdictFigure } from './distribution.js';
import { gallery } from './gallery.js';
import { failureSection } from './failure-section.js';
import { gateSection } from './gate-section.js';
import { inputsTable } from './inputs-table.js';
import { html, type Html, type Content } from './markup.js';
import { nameRuns, type NamedRun } from './named-run.js';

/** A result, and the file it was read from; null: it was read from none. */
export interface PageInput {
  readonly path: string | null;
  readonly report: CertifyReport;
}

/** One page about one or several runs, or about what kept one from a result: complete in itself, without a script, and without a request to anywhere. */
export async function htmlReport(
  results: readonly PageInput[],
  gate: GateOutcome | null = null,
  failure: RunFailure | null = null,
): Promise<string> {
  const runs = nameRuns(results);
  const sections = [...(failure === null ? [] : [failureSection(failure)]), ...(gate === null ? [] : [gateSection(gate)])];
  if (runs.length > 1)
    sections.push(
      html`<section id="comparison">
        <h2>Comparison</h2>
        ${await comparison(runs)}
      </section>`,
    );
  for (const run of runs) sections.push(await runSection(run, runs.length > 1));
  const names = failure?.path ?? runs.map(({ name }) => name).join(', ');
  const links = runs.map(({ name, position }) => html`<a href="#run-${position}">${name}</a> `);
  return htmlDocument({
    title: `Robustness of ${names}`,
    heading: 'Certified robustness',
    nav: runs.length > 1 ? html`<a href="#comparison">Comparison</a> ${links}` : null,
    sections,
    footer:
      'Certified means proved: for no input of the ball does the model decide otherwise. A counterexample is an input of the ball for which it does.',
  });
}

async function runSection({ name, position, report }: NamedRun, several: boolean): Promise<Html> {
  const head = html`<h2>${several ? html`<i class="dot run${position % 6}"></i>` : null}${name}</h2>`;
  const { inputs, settings } = report;
  if (inputs.length === 0) {
    return html`<section id="run-${position}">
      ${head}
      <p class="note">This run finished no input.</p>
      <h3>Run conditions</h3>
      ${conditions(report)}
    </section>`;
  }
  const limited = inputs.some(({ label, limitingClass }) => label !== null && limitingClass !== null);
  const figures =
    settings.epsilon === undefined
      ? [await curveFigure(report), await radiusDistribution(report)]
      : [await verdictFigure(report), await marginDistribution(report)];
  return html`<section id="run-${position}">
    ${head} ${tiles(report)}
    <div class="pair">${figures}</div>
    <h3>Classes</h3>
    ${classTable(report)} ${limited ? await confusionFigure(report) : null}
    <h3>Inputs</h3>
    ${await gallery(report)} ${inputsTable(report)}
    <h3>Run conditions</h3>
    ${conditions(report)}
  </section>`;
}

/** What a run says in a few numbers. */
function tiles({ inputs, settings, summary }: CertifyReport): Html {
  const tile = (value: Content, meaning: string): Html => html`<div class="tile"><b>${value}</b><span>${meaning}</span></div>`;
  const correct = inputs.filter(isCorrect).length;
  const certified = summary.certifiedAccuracy.map(({ epsilon, value }) => {
    return tile(percent(Math.round(value * summary.inputs), summary.inputs), `certified at ${settings.norm} ${roundedDown(epsilon)}`);
  });
  const { radius } = summary;
  return html`<div class="tiles">
    ${tile(percent(correct, inputs.length), `clean accuracy of ${inputs.length} inputs`)}${certified}
    ${radius === null ? null : [tile(roundedDown(radius.median), 'median radius'), tile(roundedDown(radius.mean), 'mean radius')]}
    ${settings.epsilon === undefined ? null : tile(rounded(settings.epsilon), `${settings.norm} epsilon`)}
  </div>`;
}
