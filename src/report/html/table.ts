import { html, type Content, type Html } from './markup.js';

/** A column of a table. */
export interface HtmlColumn<Row> {
  readonly title: string;
  /** Default: numbers, to the right. */
  readonly text?: true;
  cell(row: Row): Content;
}

/** A table with a caption; its first column heads the rows. It scrolls by itself where it is too wide. */
export function table<Row>(caption: string, columns: readonly HtmlColumn<Row>[], rows: readonly Row[]): Html {
  const kind = (column: HtmlColumn<Row>): string => (column.text === true ? 'text' : 'number');
  const heads = columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.title}</th>`);
  const line = (row: Row): Html[] => {
    return columns.map((column, k) => {
      const cell = column.cell(row);
      return k === 0 ? html`<th scope="row" class="${kind(column)}">${cell}</th>` : html`<td class="${kind(column)}">${cell}</td>`;
    });
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${line(row)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Pairs of a name and what is said of it. */
export function facts(pairs: readonly (readonly [name: string, value: Content])[]): Html {
  return html`<dl>
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`;
}
