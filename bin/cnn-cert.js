#!/usr/bin/env node
'use strict';
const { writeSync } = require('node:fs');

const argv = process.argv.slice(2);
if (!isAnswered(argv)) void require('../dist/bundle/start.cjs').start(argv);

/** Only the version was asked for, and it is told: without loading what tells it otherwise, and with the same words. */
function isAnswered([first, ...others]) {
  if ((first !== '--version' && first !== '-V') || others.length > 0) return false;
  try {
    writeSync(1, `${require('../package.json').version}\n`);
    return true;
  } catch {
    return false;
  }
}
