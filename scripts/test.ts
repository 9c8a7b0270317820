import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `npm test`: every check of the house, then every test, one summary line at the end (`N passed, N failed, N skipped`).
 * `npm test -- WORD…` runs only the tests whose file name contains a word, without the checks.
 */
interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: "types", command: ["tsc", "-p", "."] },
  { name: "format and lint", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "boundaries", command: ["node", "scripts/check-boundaries.ts"] },
  { name: "dead code", command: ["knip", "--no-progress"] },
];

const words = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;

for (const { name, command } of words.length > 0 ? [] : CHECKS) {
  const done = spawnSync(command[0]!, command.slice(1), { encoding: "utf8" });
  const ok = done.status === 0;
  process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name} (${command.join(" ")})\n`);
  if (ok) passed++;
  else {
    failed++;
    process.stdout.write(`${done.stdout}${done.stderr}${done.error?.message ?? ""}\n`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "touchstone-test-"));
const report = join(folder, "report.json");
const run = spawnSync(
  "vitest",
  ["run", ...words, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  { stdio: ["ignore", "inherit", "inherit"] },
);
try {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, "utf8"),
  ) as Record<string, number>;
  passed += numPassedTests ?? 0;
  failed += numFailedTests ?? 0;
  skipped += numPendingTests ?? 0;
  // A file that does not load has no tests to fail.
  if (run.status !== 0 && (numFailedTests ?? 0) === 0) failed += Math.max(1, numFailedTestSuites ?? 0);
} catch (error) {
  failed++;
  process.stdout.write(`the test runner left no report: ${String(error)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
