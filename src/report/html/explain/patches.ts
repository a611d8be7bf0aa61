import type { Patch } from '../../../explain/back-projection.js';
import type { LayerExplanation, NeuronExplanation } from '../../../explain/result.js';
import { rounded } from '../../numbers.js';
import { html, type Html } from '../markup.js';
import { heatUri, imageUri, type PictureShape, strongSum } from '../picture.js';

const FEWEST = 4;

type Input = NeuronExplanation['input'];

/** The input, if it is a picture; else nothing. */
export function inputPicture({ input }: NeuronExplanation): Html | null {
  if (!isPicture(input)) return null;
  return html`<div class="cards">
    <div class="pictures">${picture(imageUri(input.values, shapeOf(input), rangeOf(input)), 'input', input)}</div>
  </div>`;
}

/** What each selected channel of a layer looks at; null where the input is no picture. */
export function patchCards({ input }: NeuronExplanation, layer: LayerExplanation): Html | null {
  if (!isPicture(input) || layer.patches.length === 0) return null;
  const whole = imageUri(input.values, shapeOf(input), rangeOf(input));
  return html`<div class="cards">${layer.patches.map((patch) => card(input, whole, layer, patch))}</div>
    <p class="note">
      Of each selected channel, where it is strongest: what that position depends on (framed, and cut out), the evidence for it by
      back-projection (deconvolution network: red raises it, blue lowers it), and the channel's whole map at the input.
    </p>`;
}

function card(input: Input, whole: string, layer: LayerExplanation, { channel, y, x, value, crop, evidence }: Patch): Html {
  const cut: PictureShape = {
    ...{ height: crop.height, width: crop.width, channels: input.channels },
    at: (c, row, column) => ((crop.top + row) * input.width + crop.left + column) * input.channels + c,
  };
  const patch = shapeOf({ ...crop, channels: input.channels });
  const count = layer.channels.length;
  const map: PictureShape = {
    height: layer.height,
    width: layer.width,
    channels: 1,
    at: (_, row, column) => (row * layer.width + column) * count + channel,
  };
  const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(2)}%`;
  const frame = html`<i
    style="left:${percent(crop.left, input.width)};top:${percent(crop.top, input.height)};width:${percent(crop.width, input.width)};height:${percent(crop.height, input.height)}"
  ></i>`;
  return html`<article class="card">
    <h4>channel ${channel}<span> ${rounded(value)} at row ${y}, column ${x}</span></h4>
    <div class="pictures">
      ${picture(whole, 'input', input, frame)} ${picture(imageUri(input.values, cut, rangeOf(input)), 'patch', crop)}
      ${picture(heatUri(evidence, patch, strongSum(evidence, patch)), 'evidence', crop)}
      ${picture(heatUri(layer.values, map, strongSum(layer.values, map)), 'channel', layer)}
    </div>
  </article> `;
}

function picture(
  uri: string,
  caption: string,
  { height, width }: { readonly height: number; readonly width: number },
  frame: Html | null = null,
): Html {
  return html`<figure class="picture">
    <div class="framed"><img src="${uri}" alt="${caption}" width="${width}" height="${height}" />${frame}</div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

function isPicture({ height, width }: Input): boolean {
  return height >= FEWEST && width >= FEWEST;
}

/** A map of values `[y][x][channel]`. */
function shapeOf({
  height,
  width,
  channels,
}: {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}): PictureShape {
  return { height, width, channels, at: (c, y, x) => (y * width + x) * channels + c };
}

/** Black and white. */
function rangeOf({ values }: Input): [number, number] {
  return [values.reduce((least, value) => Math.min(least, value), 0), values.reduce((most, value) => Math.max(most, value), 0)];
}
