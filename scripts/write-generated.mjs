// Writes what is derived from the code: schemas/*.json, the --help texts in docs/cli.md, and the table of support in README.md. Run after a build; a test
// tells when they are out of date. Usage: node scripts/write-generated.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { run } from '../dist/cli/main.js';
import { gateConfigJsonSchema } from '../dist/gate/config.js';
import { gateJsonSchema } from '../dist/gate/outcome.js';
import { depthJsonSchema } from '../dist/report/depth-schema.js';
import { explainJsonSchema } from '../dist/report/explain/schema.js';
import { runJsonSchema } from '../dist/report/run-schema.js';
import { certifyJsonSchema } from '../dist/report/schema.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await write('schemas/certify-result.schema.json', JSON.stringify(certifyJsonSchema()), 'json');
await write('schemas/depth-result.schema.json', JSON.stringify(depthJsonSchema()), 'json');
await write('schemas/explain-result.schema.json', JSON.stringify(explainJsonSchema()), 'json');
await write('schemas/gate-config.schema.json', JSON.stringify(gateConfigJsonSchema()), 'json');
await write('schemas/gate-result.schema.json', JSON.stringify(gateJsonSchema()), 'json');
await write('schemas/run-result.schema.json', JSON.stringify(runJsonSchema()), 'json');

const cli = readFileSync(join(root, 'docs/cli.md'), 'utf8');
const blocks = [...cli.matchAll(/^```text (cnn-cert[^\n]*--help)\n[^]*?^```$/gm)];
const texts = await Promise.all(blocks.map(async ([block, command]) => [block, `\`\`\`text ${command}\n${await outputOf(command)}\`\`\``]));
writeFileSync(
  join(root, 'docs/cli.md'),
  texts.reduce((text, [old, current]) => text.replace(old, () => current), cli),
);

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const support = await outputOf('cnn-cert ops --markdown');
writeFileSync(
  join(root, 'README.md'),
  readme.replace(/(<!-- support:begin -->\n)[^]*?(<!-- support:end -->)/, (_, begin, end) => begin + support + end),
);

async function write(path, content, parser) {
  writeFileSync(join(root, path), await format(content, { parser, printWidth: 140 }));
}

async function outputOf(command) {
  let text = '';
  const sink = { isTTY: false, columns: 80, write: (part) => (text += part) };
  await run(command.split(' ').slice(1), { stdout: sink, stderr: sink, env: {}, signals: process, threads: 1, now: () => 0 });
  return text;
}
