/**
 * `npm run release -- VERSION`: makes what is to be published, and checks that it may be. Publishes nothing by itself.
 *
 * Refuses: a version that is none or not newer, a working tree with changes, a changelog without entries, a tag that is there.
 * Then: the changelog's "Unreleased" becomes the version with its date, package.json and the lock get the version, the whole test
 * suite runs, the package and its bill of materials are written to `dist-release/`, and what remains to be done by hand is printed.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newer, releasedChangelog } from "./release-changelog.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const OUT = path.join(ROOT, "dist-release");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");

function run(command: string, ...args: string[]): string {
  const done = spawnSync(command, args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (done.status !== 0) fail(`\`${command} ${args.join(" ")}\` failed`);
  return done.stdout;
}

function fail(why: string): never {
  process.stderr.write(`no release: ${why}\n`);
  process.exit(1);
}

const version = process.argv[2] ?? "";
const { version: before } = JSON.parse(read("package.json")) as { version: string };
if (!newer(version, before))
  fail(`\`${version}\` is no version above \`${before}\`, as in \`npm run release -- 1.2.0\``);
if (run("git", "status", "--porcelain") !== "") fail("the working tree has changes; commit them first");
if (run("git", "tag", "--list", `v${version}`) !== "") fail(`the tag \`v${version}\` is there already`);
const changelog = releasedChangelog(read("CHANGELOG.md"), version, new Date().toISOString().slice(0, 10));
if (changelog === null) fail("CHANGELOG.md has nothing under `## Unreleased`");

writeFileSync(path.join(ROOT, "CHANGELOG.md"), changelog);
run("npm", "version", version, "--no-git-tag-version", "--allow-same-version");
process.stderr.write("the whole test suite runs now; it takes up to 20 minutes\n");
if (spawnSync("npm", ["test"], { cwd: ROOT, stdio: "inherit" }).status !== 0)
  fail("the tests fail; see above");

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);
run("npm", "pack", "--pack-destination", OUT);
const bill = run("npm", "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only");
writeFileSync(path.join(OUT, `touchstone-${version}.cdx.json`), bill);
process.stdout.write(`dist-release/ holds the package and its bill of materials. Now, by hand:
  git commit -am "Release ${version}" && git tag -s v${version}
  npm publish dist-release/touchstone-${version}.tgz --provenance
`);
