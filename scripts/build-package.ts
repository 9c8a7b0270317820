/**
 * Builds `dist`: the JavaScript and the types that the published package holds. Node strips types nowhere below `node_modules`, so
 * the package cannot carry `.ts`; a clone runs its `.ts` as it is. Run by `npm pack` and `npm publish` (`prepack`).
 */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");
const DIST = path.join(ROOT, "dist");

rmSync(DIST, { recursive: true, force: true });
const compiler = path.join(ROOT, "node_modules/ts7/bin/tsc");
const built = spawnSync(process.execPath, [compiler, "-p", path.join(ROOT, "tsconfig.build.json")], {
  stdio: ["ignore", "inherit", "inherit"],
});
const problems = built.status === 0 ? wrong() : ["the compiler failed; see above"];
if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exitCode = 1;
}

/** What must not be in the package: imports of `.ts`, tests and what only tests use. */
function wrong(): string[] {
  const files = globSync("**/*.{js,d.ts}", { cwd: DIST });
  const tests = files.filter((file) => /\.(test|fixture|conformance)\.|(^|\/)fixture-/.test(file));
  const unresolved = files.filter(
    (file) =>
      file.endsWith(".js") &&
      /(from|import\()\s*"\.[^"]*\.ts"/.test(readFileSync(path.join(DIST, file), "utf8")),
  );
  return [
    ...tests.map((file) => `a test is in the package: ${file}`),
    ...unresolved.map((file) => `an import of a .ts file is left: ${file}`),
    ...(files.length < 100 ? [`only ${files.length} files were built`] : []),
  ];
}
