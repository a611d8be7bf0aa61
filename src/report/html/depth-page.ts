import type { DepthReport, ModelDepthReport, TradeOff } from '../depth-schema.js';
import { collapseText, orDash, sixDigits } from '../depth-text.js';
import { rounded } from '../numbers.js';
import { depthFigure } from './depth-figures.js';
import { htmlDocument } from './document.js';
import { figure } from './figure.js';
import { html, type Html } from './markup.js';
import { facts, table } from './table.js';

/** A page about a result of `depth`: complete in itself, without a script. */
export async function depthPage(report: DepthReport): Promise<string> {
  const { settings, tradeOff, model } = report;
  const drawn = depthFigure(report);
  const title = model === undefined ? 'Quantisation and depth' : `Quantisation and depth of ${model.path}`;
  const { sigmaW, sigmaB } = settings;
  const sections = [
    model === undefined ? null : html`<p class="note">${model.assumption}</p>`,
    drawn === null ? null : await figure(drawn),
    tradeOff === undefined ? null : tradeOffTables(tradeOff),
    model === undefined ? null : modelSection(model),
    facts([
      ['L_max', `${settings.factor} depth scales`],
      ['sigma_w', sigmaW ?? (model === undefined ? 'optimal' : 'of the weights')],
      ['sigma_b', sigmaB ?? (model === undefined ? 0 : 'of the biases')],
    ]),
  ].filter((section) => section !== null);
  const footer = 'Theory: Blumenfeld, Gilboa, Soudry 2019, arXiv 1906.00771.';
  return htmlDocument({ title, heading: title, sections, footer });
}

function tradeOffTables({ rows }: TradeOff): Html {
  const optimal = table(
    'The optimal initialisation of N levels',
    [
      { title: 'levels', cell: ({ levels }) => levels },
      { title: 'spacing', cell: ({ spacing }) => (spacing === null ? 'any' : spacing.toPrecision(5)) },
      { title: 'chi', cell: ({ chi }) => chi.toFixed(8) },
      { title: '1 - chi', cell: ({ defect }) => defect.toExponential(3) },
      { title: 'depth scale', cell: ({ depthScale }) => sixDigits(depthScale) },
      { title: 'L_max', cell: ({ maxDepth }) => sixDigits(maxDepth) },
      { title: 'sigma_w', cell: ({ sigmaW }) => sigmaW.toFixed(5) },
    ],
    rows,
  );
  if (rows[0]?.given === undefined) return optimal;
  const given = table(
    'The given initialisation',
    [
      { title: 'levels', cell: ({ levels }) => levels },
      { title: 'sigma_w', cell: ({ given }) => orDash(given?.sigmaW) },
      { title: 'sigma_b', cell: ({ given }) => orDash(given?.sigmaB) },
      { title: 'chi', cell: ({ given }) => given?.field?.chi.toFixed(6) ?? 'the signal dies out' },
      { title: 'L_max', cell: ({ given }) => orDash(given?.field?.maxDepth) },
    ],
    rows,
  );
  return html`${optimal} ${given}`;
}

function modelSection(model: ModelDepthReport): Html {
  if (model.activations.length === 0) return html`<p>The model has no activation with finitely many levels.</p>`;
  const rows = table(
    'Quantised activations, each as if all layers were like it',
    [
      { title: 'activation', text: true, cell: ({ name }) => name },
      { title: 'levels', cell: ({ levels }) => levels.length },
      { title: 'fan-in', cell: ({ layer }) => layer?.fanIn ?? '-' },
      { title: 'sigma_w', cell: ({ sigmaW }) => orDash(sigmaW) },
      { title: 'optimal', cell: ({ optimum }) => orDash(optimum?.sigmaW) },
      { title: 'sigma_b', cell: ({ sigmaB }) => orDash(sigmaB) },
      { title: 'chi', cell: ({ field, dies }) => (dies ? 0 : (field?.chi.toFixed(5) ?? '-')) },
      { title: 'L_max', cell: ({ field, dies }) => (dies ? 0 : orDash(field?.maxDepth)) },
      { title: 'L_max at the optimum', cell: ({ optimum }) => orDash(optimum?.maxDepth) },
      { title: 'left', cell: ({ left }) => rounded(left) },
      { title: 'remark', text: true, cell: ({ remark, dies }) => remark ?? (dies ? 'the signal dies out' : '') },
    ],
    model.activations,
  );
  return html`<p>${collapseText(model)}</p>
    ${rows}`;
}
