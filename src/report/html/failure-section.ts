import type { RunFailure } from '../failure.js';
import { html, type Html } from './markup.js';

/** What kept a command from giving a result. */
export function failureSection({ command, path, error }: RunFailure): Html {
  return html`<section id="failure">
    <h2>cnn-cert ${command} failed</h2>
    <p class="path">${path}</p>
    <p><b class="failed">${error.code}</b>: ${error.message}</p>
    ${error.hint === null ? null : html`<p>${error.hint}</p>`}
  </section>`;
}
