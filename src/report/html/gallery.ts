import { decodeFloats, type Details } from '../details.js';
import { worstMargin } from '../input-columns.js';
import { rounded, roundedDown, roundedUp } from '../numbers.js';
import type { CertifyReport, InputReport } from '../schema.js';
import { attackedOf, largestEpsilon, radiusOf } from './curves.js';
import { smallFigure, type FigureSpec } from './figure.js';
import { html, type Html } from './markup.js';
import { heatUri, imageUri, strongSum, pictureShape, type PictureShape } from './picture.js';

const MOST_CARDS = 60;
const MOST_BARS = 64;

type Detailed = InputReport & { readonly details: Details };

/** Inputs to look at: those of which the result keeps details. */
export async function gallery(report: CertifyReport): Promise<Html> {
  const detailed = report.inputs.filter((input): input is Detailed => input.details !== undefined).slice(0, MOST_CARDS);
  if (detailed.length === 0) {
    return html`<p class="note">
      This result keeps no inputs to show. <code>cnn-cert certify --details 12</code> keeps some, with their counterexamples and what limits
      them.
    </p>`;
  }
  const cards = [];
  for (const input of detailed) cards.push(await card(report, input));
  return html`<div class="cards">${cards}</div>
    <p class="note">
      The heat map shows the coefficients of the linear lower bound of the limiting margin over the certified ball: where a larger value of
      the input raises the bound it is red, where it lowers the bound blue. The change is that of the counterexample, scaled to its largest
      value.
    </p>`;
}

async function card(report: CertifyReport, input: Detailed): Promise<Html> {
  const { index, name, label, prediction, limitingClass } = input;
  const wrong = prediction === label ? '' : `, predicted ${prediction}`;
  const shape = pictureShape(report.model.inputShape);
  const pictures = shape === null ? await bars(input.details) : images(report, input.details, shape);
  return html`<article class="card">
    <h4>
      input ${index}<span>
        label ${label ?? '-'}${wrong}${limitingClass === null || prediction !== label ? '' : `, limited by ${limitingClass}`}</span
      >
    </h4>
    ${name === undefined ? null : html`<p class="name">${name}</p>`}
    <div class="pictures">${pictures}</div>
    ${input.verdict === undefined ? bracket(report, input) : verdictLine(input)}
  </article> `;
}

/** What is proved, what is unknown, and what a counterexample shows, on the scale of all inputs of the run. */
function bracket({ inputs, settings }: CertifyReport, input: InputReport): Html {
  const most = largestEpsilon(inputs);
  const share = (epsilon: number): string => `${((100 * Math.min(epsilon, most)) / most).toFixed(1)}%`;
  const certified = radiusOf(input);
  const attacked = attackedOf(input);
  const text =
    input.prediction !== input.label
      ? 'misclassified'
      : `${certified === Infinity ? 'certified at every epsilon' : `certified ${roundedDown(certified)}`}, ${attacked === Infinity ? 'no counterexample found' : `counterexample at ${roundedUp(attacked)}`}`;
  return html`<div class="bracket" role="img" aria-label="${settings.norm} radius: ${text}">
      <i class="unknown" style="width:${share(attacked)}"></i><i class="certified" style="width:${share(certified)}"></i>
    </div>
    <p class="radius">${text}</p>`;
}

function verdictLine(input: InputReport): Html {
  const margin = worstMargin(input);
  return html`<p class="radius">
    <b class="${input.verdict ?? ''}">${input.verdict ?? '-'}</b
    >${margin === null ? '' : `, smallest margin at least ${roundedDown(margin)}`}${input.counterexample === undefined ? '' : `, ${rounded(input.counterexample.margin)} at the counterexample`}
  </p>`;
}

function images({ data, settings }: CertifyReport, { values, bound, found }: Details, shape: PictureShape): Html[] {
  const range = settings.clip ?? data.range ?? [0, 1];
  const input = decodeFloats(values);
  const picture = (uri: string, caption: string, kind = ''): Html => {
    return html`<figure class="picture ${kind}">
      <img src="${uri}" alt="${caption}" width="${shape.width}" height="${shape.height}" />
      <figcaption>${caption}</figcaption>
    </figure>`;
  };
  const all = [picture(imageUri(input, shape, range), 'input')];
  if (bound !== undefined) {
    const coefficients = decodeFloats(bound.coefficients);
    all.push(picture(heatUri(coefficients, shape, strongSum(coefficients, shape)), `against ${bound.class}`, 'heat'));
  }
  if (found !== undefined) {
    const point = decodeFloats(found.values);
    const change = point.map((value, k) => value - (input[k] ?? 0));
    all.push(picture(imageUri(point, shape, range), `now ${found.class}`));
    all.push(picture(heatUri(change, shape, strongSum(change, shape)), 'change', 'heat'));
  }
  return all;
}

/** What is no picture is shown as bars. */
async function bars({ values, bound, found }: Details): Promise<Html[]> {
  const input = decodeFloats(values);
  const all: [string, Float64Array, string][] = [['input', input, 'var(--muted)']];
  if (bound !== undefined) all.push([`against ${bound.class}`, decodeFloats(bound.coefficients), 'var(--certified)']);
  if (found !== undefined) {
    const point = decodeFloats(found.values);
    all.push([`change to ${found.class}`, point.map((value, k) => value - (input[k] ?? 0)), 'var(--falsified)']);
  }
  const drawings = [];
  for (const [caption, array, color] of all) {
    const drawing = await smallFigure(barSpec(array, color), 150, caption);
    drawings.push(
      html`<figure class="picture">
        ${drawing}
        <figcaption>${caption}</figcaption>
      </figure>`,
    );
  }
  return drawings;
}

function barSpec(array: Float64Array, color: string): FigureSpec {
  const every = Math.ceil(array.length / MOST_BARS);
  const values = Array.from({ length: Math.ceil(array.length / every) }, (_, k) => {
    const part = array.subarray(k * every, (k + 1) * every);
    return { at: k * every, value: part.reduce((sum, value) => sum + value, 0) / part.length };
  });
  const encoding = {
    x: { field: 'at', type: 'ordinal', axis: null },
    y: { field: 'value', type: 'quantitative', title: null, axis: { tickCount: 3, grid: false, labelFontSize: 10 } },
  };
  return { height: 80, data: { values }, mark: { type: 'bar', color }, encoding } as unknown as FigureSpec;
}
