/**
 * The direction of imports. A layer may import itself, src/errors.ts, and the layers listed here. `browser`: bytes in, results
 * out, so no Node built-in. `packages`: the npm packages that are its business.
 */
const layers = {
  engine: { layers: [], packages: [], browser: true },
  activations: { layers: ['engine'], packages: [], browser: true },
  graph: { layers: ['engine', 'activations'], packages: [], browser: true },
  onnx: { layers: ['engine', 'activations', 'graph'], packages: ['protobufjs'], browser: true },
  bounds: { layers: ['engine', 'activations', 'graph'], packages: [], browser: true },
  certify: { layers: ['engine', 'activations', 'graph', 'bounds'], packages: [], browser: true },
  explain: { layers: ['engine', 'activations', 'graph', 'bounds', 'certify'], packages: [], browser: true },
  depth: { layers: ['engine', 'activations', 'graph'], packages: [], browser: true },
  data: { layers: ['engine', 'onnx'], packages: ['csv-parse', 'fflate', 'jpeg-js', 'ndarray', 'ndarray-ops', 'pngjs'] },
  run: { layers: ['engine', 'activations', 'graph', 'onnx', 'bounds', 'certify', 'data'], packages: ['zod'] },
  // Reporters show what a gate found, and a gate judges what is reported: schemas and types both ways, never a cycle of modules.
  report: {
    layers: ['engine', 'graph', 'certify', 'depth', 'explain', 'run', 'gate'],
    packages: ['pngjs', 'sarif', 'vega', 'vega-lite', 'zod'],
  },
  gate: { layers: ['certify', 'run', 'report'], packages: ['yaml', 'zod'] },
  // It runs before anything of the bundle is loaded.
  start: { layers: [], packages: [] },
};

// The reference engine is written on ndarray, which generates code at run time and so stays out of everything else in the engine.
const REFERENCE = '^src/engine/reference';
const NDARRAY = '^node_modules/ndarray';

const names = (list) => list.join('|');

const layerRules = Object.entries(layers).flatMap(([layer, { layers: below, packages, browser }]) => [
  {
    name: `${layer}-imports-upwards`,
    comment: `src/${layer} may import ${below.length === 0 ? 'no other layer' : names(below)}.`,
    severity: 'error',
    from: { path: `^src/${layer}/` },
    to: { path: '^src/', pathNot: `^src/(errors\\.ts$|(${names([layer, ...below])})/)` },
  },
  {
    name: `${layer}-imports-package`,
    comment: `src/${layer} may import ${packages.length === 0 ? 'no package' : names(packages)}.`,
    severity: 'error',
    from: { path: `^src/${layer}/`, ...(layer === 'engine' ? { pathNot: REFERENCE } : {}) },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
      ...(packages.length === 0 ? {} : { pathNot: `^node_modules/(@types/)?(${names(packages)})/` }),
    },
  },
  ...(browser
    ? [
        {
          name: `${layer}-imports-node`,
          comment: `src/${layer} runs in a browser too.`,
          severity: 'error',
          from: { path: `^src/${layer}/` },
          to: { dependencyTypes: ['core'] },
        },
      ]
    : []),
]);

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'reference-engine-imports-package',
      severity: 'error',
      from: { path: REFERENCE },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer'], pathNot: '^node_modules/(@types/)?ndarray(-ops)?/' },
    },
    {
      name: 'ndarray-elsewhere',
      comment: 'ndarray and ndarray-ops serve the data readers and the reference engine only.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/data/|${REFERENCE}` },
      to: { path: NDARRAY },
    },
    {
      name: 'product-imports-reference-engine',
      comment: 'The reference engine is the oracle of tests; nothing in the product runs on it.',
      severity: 'error',
      from: { path: '^src/', pathNot: REFERENCE },
      to: { path: REFERENCE },
    },
    { name: 'errors-imports', severity: 'error', from: { path: '^src/errors\\.ts$' }, to: { path: '.' } },
    {
      name: 'cli-is-the-top',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle with an `import type` in it is gone before anything runs: an interface and what is said in its terms.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependencies',
      comment: 'What the package imports at run time must be installed with it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/engine/wasm/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
