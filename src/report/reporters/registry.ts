import type { ReporterFactory } from '../reporter.js';
import { csvReporter } from './csv.js';
import { githubReporter } from './github.js';
import { htmlReporter } from './html.js';
import { jsonReporter } from './json.js';
import { junitReporter } from './junit.js';
import { markdownReporter } from './markdown.js';
import { sarifReporter } from './sarif.js';
import { textReporter } from './text.js';

/** All reporters by name: a new one is a file here and a line. */
export const REPORTERS = {
  text: textReporter,
  json: jsonReporter,
  csv: csvReporter,
  junit: junitReporter,
  sarif: sarifReporter,
  github: githubReporter,
  markdown: markdownReporter,
  html: htmlReporter,
} as const satisfies Readonly<Record<string, ReporterFactory>>;

/** Name of a reporter. */
export type ReporterName = keyof typeof REPORTERS;
