import type { NeuronExplanation } from '../../../explain/result.js';
import { copiesItems } from '../../explain/phrases.js';
import type { ExplainReport } from '../../explain/schema.js';
import { noiseItems } from '../../noise.js';
import { rounded, roundedDown, roundedUp } from '../../numbers.js';
import { htmlDocument } from '../document.js';
import { html, type Content, type Html } from '../markup.js';
import { facts } from '../table.js';
import { layerSection } from './layer-section.js';
import { inputPicture } from './patches.js';

/** A page about an explanation: figures, patches and heat maps. `report` is the explanation as it is reported. */
export async function explainPage(report: ExplainReport, explanation: NeuronExplanation): Promise<string> {
  const sections = [summary(report, explanation)];
  for (const [position, layer] of report.layers.entries()) sections.push(await layerSection(layer, explanation, position));
  return htmlDocument({
    title: `Neurons of ${report.model.path}, input ${report.data.index}`,
    heading: 'Explained neurons',
    nav: report.layers.map(({ name }, position) => html`<a href="#layer-${position}">${name}</a> `),
    sections,
    footer:
      'Certified means proved: for no input of the region that holds all copies is the value outside. What is sampled holds for the copies that were drawn.',
  });
}

function summary(report: ExplainReport, explanation: NeuronExplanation): Html {
  const { model, data, settings, score, uncertified } = report;
  const tile = (value: Content, meaning: string): Html => html`<div class="tile"><b>${value}</b><span>${meaning}</span></div>`;
  const certified = score.certified;
  const name = data.name === undefined ? '' : ` (${data.name})`;
  const pairs: [string, Content][] = [
    ['Model', html`<span class="path">${model.path}</span>, opset ${model.opset}`],
    ['SHA-256', html`<code>${model.sha256}</code>`],
    ['Input', `${data.path}, input ${data.index} of ${data.items}${name}${data.label === null ? '' : `, label ${data.label}`}`],
    ['Copies', copiesItems(settings).join(', ')],
    ...(model.noise === undefined ? [] : [['Noise', noiseItems(model.noise).join(', ')] as [string, Content]]),
    ...(uncertified === null ? [] : [['Certified', `nothing: ${uncertified}`] as [string, Content]]),
  ];
  return html`<section>
    <h2>Class ${report.class}${report.class === report.prediction ? ', as predicted' : `; predicted is ${report.prediction}`}</h2>
    <div class="tiles">
      ${tile(rounded(score.value), 'score of the class')}${tile(`${rounded(score.minimum)} to ${rounded(score.maximum)}`, 'score over the copies')}
      ${certified === null ? null : tile(`${roundedDown(certified.lower)} to ${roundedUp(certified.upper)}`, 'certified score')}
    </div>
    ${inputPicture(explanation)} ${facts(pairs)}
    <p class="note">
      Correlation: how strongly the values of a channel go with the score over the copies, the mean of |Pearson correlation| over its
      positions. Precision: how little they vary, 1 over the mean variance. Channels with a mean below 0.1 are weak and not selected
      (Lengerich et al. 2017).
    </p>
  </section>`;
}
