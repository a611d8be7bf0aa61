#!/usr/bin/env node
import module from 'node:module';

// From Node 22.1 on, compiled code is kept from one run to the next.
module.enableCompileCache?.();
const { run } = await import('../dist/bundle/main.js');
process.exitCode = await run(process.argv.slice(2));
