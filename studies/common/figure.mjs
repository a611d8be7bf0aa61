// Figures of the pages, as SVG by vega-lite.
import { Error as ErrorLevel, parse, View } from 'vega';
import { compile } from 'vega-lite';

/** Colours that stay apart for the colour-blind (Okabe, Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#999999', '#7a5195'];

const CONFIG = { background: 'white', font: 'sans-serif', axis: { grid: true, gridColor: '#e4e4e4' }, view: { stroke: '#bbbbbb' } };

/** The text of an SVG file; digits that nobody sees are cut. */
export async function svg(spec) {
  const view = new View(parse(compile({ padding: 8, config: CONFIG, ...spec }).spec), { renderer: 'none', logLevel: ErrorLevel });
  try {
    const drawing = await view.toSVG();
    return `${drawing.replace(/<[^>]*>/g, (tag) => tag.replace(/-?\d+\.\d{3,}/g, (digits) => String(Math.round(Number(digits) * 100) / 100)))}\n`;
  } finally {
    view.finalize();
  }
}

/** A quantitative channel. */
export const number = (field, title, more = {}) => ({ field, type: 'quantitative', title, ...more });

/** A nominal colour with its order of values. */
export const colour = (field, title, domain) => ({
  field,
  type: 'nominal',
  title,
  scale: { domain, range: COLOURS.slice(0, domain.length) },
});
