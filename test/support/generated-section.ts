import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/**
 * Asserts that the part of a document between `<!-- NAME:begin -->` and `<!-- NAME:end -->` is `content`. With
 * CNN_CERT_WRITE_DOCS=1 it writes the part instead.
 */
export function expectSection(document: string, name: string, content: string): void {
  const path = fileURLToPath(new URL(`../../${document}`, import.meta.url));
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- ${name}:begin -->\n`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (process.env['CNN_CERT_WRITE_DOCS'] === '1') writeFileSync(path, text.slice(0, from) + content + text.slice(to));
  else expect(text.slice(from, to), `${document} is out of date: run this test with CNN_CERT_WRITE_DOCS=1`).toBe(content);
}
