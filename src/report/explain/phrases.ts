import type { ChannelReport, ExplainReport, LayerReport } from './schema.js';

const LONGEST = 7;

/** How copies were made, in a few words. */
export function copiesItems({ perturbation, copies, seed, clip }: ExplainReport['settings']): string[] {
  const range = clip === undefined ? [] : [`within [${clip.join(', ')}]`];
  return [`${copies}`, perturbationText(perturbation), ...range, `seed ${seed}`];
}

function perturbationText(perturbation: ExplainReport['settings']['perturbation']): string {
  switch (perturbation.kind) {
    case 'authors':
      return "x (1 + i N(0, 0.1)), the authors' schedule";
    case 'linf':
    case 'l2':
      return `uniform in the ${perturbation.kind} ball of radius ${perturbation.epsilon}`;
    case 'mask':
      return `a random patch set to ${perturbation.value}`;
  }
}

/** Which value of the channels of a layer is sampled. */
export function quantityOf({ activation }: LayerReport): string {
  return activation === null ? 'without activation' : `after ${activation}`;
}

/** The channels that correlation or precision selected: those of precision first, each once. */
export function chosenChannels({ channels, selections }: LayerReport): ChannelReport[] {
  const chosen = new Set([...selections.precision, ...selections.correlation]);
  return [...chosen].map((k) => channels[k]).filter((channel) => channel !== undefined);
}

/** `0..1.5`. */
export function rangeText(lower: string, upper: string): string {
  return `${brief(lower)}..${brief(upper)}`;
}

/** A decimal as it is, or with an exponent where that is much shorter. */
export function brief(decimal: string): string {
  const exponential = Number(decimal).toExponential();
  return decimal.length > LONGEST && exponential.length < decimal.length ? exponential : decimal;
}
