/**
 * What may import what. Stages are verbs in the order an event travels; only the flow joins them (ARCHITECTURE.md).
 * `npm run check:boundaries` runs this and proves, on planted violations in test/fixtures/boundaries, that every rule below
 * still fires. With TypeScript 7 alone the checker would cruise nothing and pass: package.json keeps TypeScript 6 for it.
 */
const path = require("node:path");

const STAGES = [
  "ingest",
  "policy",
  "measure",
  "score",
  "screen",
  "decide",
  "screen",
  "detect",
  "calibrate",
  "learn",
  "count",
  "exchange",
  "store",
  "serve",
  "simulate",
  "report",
];
const STAGE = `^src/(${STAGES.join("|")})/`;
/**
 * Of src/store, what is no implementation of a port: files and folders as a whole, their permissions, locks and keys, and a format of
 * files that people take away.
 */
const FILE_TOOLS = "^src/store/(private-files|sync-folder|folder-lock|ledger-key|lines-to-parquet)\\.ts$";
/** Tests, the suites every implementation of a port must pass, and what only they use. */
const TEST_FILE = "(\\.(test|conformance|fixture|bench)\\.ts$)|(/fixture-[^/]+\\.ts$)|^(test|bench)/";

module.exports = {
  forbidden: [
    {
      name: "stages-never-import-each-other",
      comment: "pass what is needed through src/nouns, src/ports or the flow",
      severity: "error",
      from: { path: STAGE },
      to: { path: STAGE, pathNot: "^src/$1/" },
    },
    {
      name: "rooms-of-screening-stand-alone",
      comment: "a remark, a payee and the link are told apart; the flow joins what they say",
      severity: "error",
      from: { path: "^src/screen/([^/]+)/" },
      to: { path: "^src/screen/[^/]+/", pathNot: "^src/screen/$1/" },
    },
    {
      name: "stages-stand-below-the-flow",
      comment: "a stage is called by the flow and knows nothing of it; serve knows the engine's interface",
      severity: "error",
      from: { path: "^src/(?!flow/|cli/|doors/)" },
      to: {
        path: "^src/(flow|cli)/",
        pathNot: "^src/flow/(engine|reviewed-campaigns|screened-payments)\\.ts$",
      },
    },
    {
      name: "only-compose-imports-adapters",
      comment:
        "whoever needs a store gets a port of src/ports, opened by src/compose from a description; the doctor and the backup are tools of one store's own files, also of damaged ones",
      severity: "error",
      from: { path: "^src/(?!store/|compose/)", pathNot: `^src/flow/(doctor|backup)/|${TEST_FILE}` },
      to: { path: "^src/store/", pathNot: FILE_TOOLS },
    },
    {
      name: "compose-opens-and-decides-nothing",
      comment:
        "it joins descriptions with adapters: of the rest it knows ports, nouns and the ledger's types",
      severity: "error",
      from: { path: "^src/compose/", pathNot: TEST_FILE },
      to: { path: "^src/(?!compose/|store/|ports/|nouns/|ledger/)" },
    },
    {
      name: "only-serve-knows-the-engine",
      severity: "error",
      from: { path: "^src/(?!flow/|cli/|serve/|doors/)" },
      to: { path: "^src/flow/(engine|reviewed-campaigns|screened-payments)\\.ts$" },
    },
    {
      name: "serve-imports-types-of-the-engine-only",
      severity: "error",
      from: { path: "^src/serve/" },
      to: {
        path: "^src/flow/(engine|reviewed-campaigns|screened-payments)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "flow-does-not-know-the-command-line",
      severity: "error",
      from: { path: "^src/flow/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "clients-know-nouns-only",
      comment: "a client runs in somebody else's process: of the engine it needs types alone",
      severity: "error",
      from: { path: "^src/client/", pathNot: TEST_FILE },
      to: { path: "^src/(?!client/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nobody-imports-a-door",
      comment: "doors are what the package exports; inside, import the room itself",
      severity: "error",
      from: { path: "^src/(?!doors/)", pathNot: TEST_FILE },
      to: { path: "^src/doors/" },
    },
    {
      name: "nouns-import-nothing",
      comment: "nouns are plain data: no package, no node module, no other folder",
      severity: "error",
      from: { path: "^src/nouns/", pathNot: TEST_FILE },
      to: { pathNot: "^src/nouns/" },
    },
    {
      name: "ports-import-nouns-only",
      severity: "error",
      from: { path: "^src/ports/", pathNot: TEST_FILE },
      to: { pathNot: "^src/(nouns|ports)/" },
    },
    {
      name: "ports-are-types-to-the-stages",
      comment: "a stage implements or uses a port's types; the suites of a port are for tests",
      severity: "error",
      from: { path: STAGE, pathNot: TEST_FILE },
      to: { path: "^src/ports/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "kernels-import-nouns-only",
      comment:
        "kernels are data structures and codecs that several stages share; of Node they may use what it ships",
      severity: "error",
      from: { path: "^src/kernels/", pathNot: TEST_FILE },
      to: { pathNot: "^src/(nouns|kernels)/", dependencyTypesNot: ["core"] },
    },
    {
      name: "statistics-import-nothing",
      comment: "laws and intervals are pure: numbers in, numbers out; whoever counts may use them",
      severity: "error",
      from: { path: "^src/statistics/", pathNot: TEST_FILE },
      to: { pathNot: "^src/statistics/" },
    },
    {
      name: "ledger-imports-nouns-only",
      comment:
        "tree, proofs and notes are pure: bytes in, bytes out; of Node they use its hashes and signatures",
      severity: "error",
      from: { path: "^src/ledger/", pathNot: TEST_FILE },
      to: { pathNot: "^src/(nouns|ledger)/", dependencyTypesNot: ["core"] },
    },
    {
      name: "words-import-nouns-only",
      comment: "words are pure: codes and values in, text in both languages out; whoever speaks may use them",
      severity: "error",
      from: { path: "^src/words/", pathNot: TEST_FILE },
      to: { pathNot: "^src/(nouns|words)/" },
    },
    {
      name: "product-does-not-import-its-tests",
      severity: "error",
      from: { path: "^src/", pathNot: TEST_FILE },
      to: { path: `^(test|bench|scripts)/|${TEST_FILE}` },
    },
    {
      name: "product-does-not-need-development-packages",
      comment:
        "the client for Kafka is an optional peer: who wants it installs it, and the command says so where it is missing",
      severity: "error",
      from: { path: "^src/", pathNot: TEST_FILE },
      to: { dependencyTypes: ["npm-dev"], pathNot: "node_modules/@platformatic/kafka/" },
    },
    {
      name: "no-folder-cycles",
      comment: "rooms stand above or below one another; a test may use what stands above its room",
      scope: "folder",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "everything-resolves", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^test/fixtures/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(__dirname, "tsconfig.json") },
    enhancedResolveOptions: {
      extensions: [".ts", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
