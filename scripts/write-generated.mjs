// Writes the files that are derived from the code: schemas/*.json, and the --help texts in docs/cli.md. Run after a build; a test
// tells when they are out of date. Usage: node scripts/write-generated.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { run } from '../dist/cli/main.js';
import { runJsonSchema } from '../dist/report/run-schema.js';
import { certifyJsonSchema } from '../dist/report/schema.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await write('schemas/certify-result.schema.json', JSON.stringify(certifyJsonSchema()), 'json');
await write('schemas/run-result.schema.json', JSON.stringify(runJsonSchema()), 'json');

const cli = readFileSync(join(root, 'docs/cli.md'), 'utf8');
const blocks = [...cli.matchAll(/^```text (cnn-cert[^\n]*--help)\n[^]*?^```$/gm)];
const texts = await Promise.all(blocks.map(async ([block, command]) => [block, `\`\`\`text ${command}\n${await helpOf(command)}\`\`\``]));
writeFileSync(
  join(root, 'docs/cli.md'),
  texts.reduce((text, [old, current]) => text.replace(old, () => current), cli),
);

async function write(path, content, parser) {
  writeFileSync(join(root, path), await format(content, { parser, printWidth: 140 }));
}

async function helpOf(command) {
  let help = '';
  const sink = { isTTY: false, columns: 80, write: (text) => (help += text) };
  await run(command.split(' ').slice(1), { stdout: sink, stderr: sink, env: {}, signals: process, threads: 1, now: () => 0 });
  return help;
}
