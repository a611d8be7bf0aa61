import { html, Html, type Content } from './markup.js';
import { STYLE } from './style.js';

/** What stands in a page. */
export interface PageContent {
  readonly title: string;
  readonly heading: string;
  /** Links to its parts. */
  readonly nav?: Content;
  readonly sections: readonly Html[];
  /** What the words of the page mean. */
  readonly footer: string;
}

/** A page that is complete in itself: without a script, and without a request to anywhere. */
export function htmlDocument({ title, heading, nav = null, sections, footer }: PageContent): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${heading}</h1>
          ${nav === null ? null : html`<nav>${nav}</nav>`}
        </header>
        <main>${sections}</main>
        <footer>
          <p>Written by cnn-cert. ${footer}</p>
        </footer>
      </body>
    </html> `;
  return `${page.text.trimEnd()}
`;
}
