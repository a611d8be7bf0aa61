import type { TopLevelSpec } from 'vega-lite';
import { html, Html, escaped, type Content } from './markup.js';
import { paperColour } from './style.js';

/** Pixels of a figure: as wide as the text, and as wide as that of a telephone. */
const WIDTHS = { wide: 660, narrow: 312 } as const;

/** What a figure shows, in vega-lite; colours are variables of the style sheet, so that light, dark and paper look right. */
export type FigureSpec = Omit<TopLevelSpec, 'width' | 'height' | 'config' | '$schema'> & { readonly height: number };

/** How a figure is drawn and told. */
export interface Figure {
  readonly title: string;
  /** What there is to see, for those who do not see it. */
  readonly description: string;
  readonly legend?: readonly (readonly [swatch: string, meaning: string])[];
  readonly caption?: Content;
  /** Called once for each width, in pixels. */
  readonly spec: (width: number) => FigureSpec;
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

const CONFIG = {
  aria: false,
  background: null,
  font: FONT,
  axis: {
    ...{
      labelColor: 'var(--muted)',
      titleColor: 'var(--ink)',
      gridColor: 'var(--line)',
      domainColor: 'var(--muted)',
      tickColor: 'var(--muted)',
    },
    ...{ labelFontSize: 12, titleFontSize: 12.5, titleFontWeight: 'normal', titlePadding: 6, labelFlush: false },
  },
  view: { stroke: null },
};

/** A figure in both widths, of which the style sheet shows one. Drawn here and now: the page needs no script. */
export async function figure(content: Figure): Promise<Html> {
  const { title, description, legend = [], caption = null } = content;
  const drawings = await Promise.all(
    (['wide', 'narrow'] as const).map(async (size) =>
      labelled(await svg(content.spec(WIDTHS[size]), WIDTHS[size]), size, title, description),
    ),
  );
  const keys = legend.map(([swatch, meaning]) => html`<span class="key"><i class="${swatch}"></i>${meaning}</span> `);
  return html`<figure>
    <p class="title">${title}</p>
    ${legend.length === 0 ? null : html`<p class="legend">${keys}</p>`} ${drawings}
    ${caption === null ? null : html`<figcaption>${caption}</figcaption>`}
  </figure>`;
}

/** A small picture of a specification, of one width. */
export async function smallFigure(spec: FigureSpec, width: number, title: string): Promise<Html> {
  return labelled(await svg(spec, width), 'small', title, '');
}

/** A figure as a file of its own, which any reader of SVG shows: in the colours of paper, wide. */
export async function figureFile({ title, description, spec }: Figure): Promise<string> {
  const { text } = labelled(await svg(spec(WIDTHS.wide), WIDTHS.wide), 'wide', title, description);
  const root = `<svg xmlns="http://www.w3.org/2000/svg" font-family="${escaped(FONT)}" style="background:var(--paper)"`;
  return `${text.replace('<svg class="wide"', () => root).replace(/var\((--[a-z0-9-]+)\)/g, (whole, name: string) => paperColour(name) ?? whole)}\n`;
}

async function svg(spec: FigureSpec, width: number): Promise<string> {
  const [{ Error: ErrorLevel, parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const whole = { ...spec, width, autosize: { type: 'fit', contains: 'padding' }, config: CONFIG } as unknown as TopLevelSpec;
  const compiled = compile(whole).spec;
  const view = new View(parse(compiled), { renderer: 'none', logLevel: ErrorLevel });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function labelled(drawing: string, size: string, title: string, description: string): Html {
  const head = /^<svg[^>]*viewBox="([^"]*)"[^>]*>/.exec(drawing);
  const [, , width = '0', height = '0'] = (head?.[1] ?? '').split(' ');
  const open = `<svg class="${size}" role="img" aria-label="${escaped(title)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  const told = `<title>${escaped(title)}</title>${description === '' ? '' : `<desc>${escaped(description)}</desc>`}`;
  return new Html(`${open}${told}${slimmer(drawing.slice(head?.[0].length ?? 0))}`);
}

/** Without what draws nothing, and without digits that nobody sees: half the size. Only tags are touched, never text. */
function slimmer(drawing: string): string {
  return drawing.replace(/<path class="(?:background|foreground)"[^>]*d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '').replace(/<[^>]*>/g, (tag) =>
    tag
      .replace(/ (?:pointer-events="none"|aria-hidden="true"|stroke-miterlimit="4"|opacity="1"|class="[^"]*")/g, '')
      .replace(/-?\d+\.\d{2,}/g, (digits) => String(Math.round(Number(digits) * 100) / 100))
      .replaceAll(` font-family="${escaped(FONT)}"`, ''),
  );
}
