import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { answerOf } from "./answer.ts";
import { judgeRun, type Verdict } from "./judge-run.ts";
import { SUITE_SEED, writeSuite } from "./make-suite.ts";
import { decidedBy, runProduct } from "./run-product.ts";
import { mappingOf } from "./suite-mapping.ts";
import { suitePage, tallyOf } from "./suite-report.ts";
import type { Truth } from "./truth.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const PAGE = join(ROOT, "docs/evaluation/exports-suite.md");

const { values } = parseArgs({
  options: {
    in: { type: "string" },
    seed: { type: "string", default: String(SUITE_SEED) },
    only: { type: "string", default: "" },
    jobs: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
    mapped: { type: "boolean", default: false },
    json: { type: "string" },
    /** As in `2/12`: every twelfth case from the second on, for runs in parts. */
    slice: { type: "string", default: "1/1" },
    /** What `--json` of such parts wrote: nothing is run, and the page can be written from them. */
    from: { type: "string", multiple: true, default: [] },
  },
});

const seed = Number(values.seed);
const own = values.in === undefined ? mkdtempSync(join(tmpdir(), "exports-suite-")) : null;
const folder = values.in ?? own!;
if (!existsSync(join(folder, "truth")))
  console.log(`${writeSuite(folder, seed)} cases, seed ${seed}, in ${folder}`);

const only = new RegExp(values.only);
const [part = 1, parts = 1] = values.slice.split("/").map(Number);
const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
const commit = git("rev-parse", "--short", "HEAD");
const clean = git("status", "--porcelain") === "";
const truths = readdirSync(join(folder, "truth"))
  .sort()
  .map((file) => JSON.parse(readFileSync(join(folder, "truth", file), "utf8")) as Truth)
  .filter((truth, place) => only.test(truth.name) && place % parts === part - 1);

/** A part of the suite as it was run: parts of one page are of one commit and seed. */
interface Part {
  readonly seed: number;
  readonly commit: string;
  readonly clean: boolean;
  readonly verdicts: readonly Verdict[];
}

function readParts(files: readonly string[]): Map<string, Verdict> {
  const read = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Part);
  for (const one of read)
    if (one.seed !== seed || one.commit !== commit || !one.clean || !clean)
      throw new Error(
        `parts must be of this commit, \`${commit}\`, clean, and of seed ${seed}, not of \`${one.commit}\``,
      );
  return new Map(read.flatMap((one) => one.verdicts.map((verdict) => [verdict.name, verdict] as const)));
}

/** A hand-written mapping beside the files, with `--mapped`; the published figures are without. */
function mapFile(truth: Truth): string | undefined {
  const mapping = values.mapped ? mappingOf(truth) : null;
  if (mapping === null) return undefined;
  mkdirSync(join(folder, "maps"), { recursive: true });
  const file = join(folder, "maps", `${truth.name}.yaml`);
  writeFileSync(file, mapping);
  return file;
}

async function judged(truth: Truth): Promise<Verdict> {
  let run = await runProduct(ROOT, folder, truth, mapFile(truth));
  const answer = answerOf(run.stdout);
  if (
    !values.mapped &&
    answer !== null &&
    answer.events > 0 &&
    (answer.people === null || answer.targets === null)
  )
    run = { ...run, decided: await decidedBy(ROOT, folder, truth) };
  const verdict = judgeRun(truth, run);
  console.log(
    `${verdict.sort.padEnd(21)} ${truth.name.padEnd(26)} ${verdict.seconds.toFixed(1)} s  ${verdict.notes.join("; ").slice(0, 200)}`,
  );
  return verdict;
}

const found = readParts(values.from);
const waiting = values.from.length > 0 ? [] : [...truths];
const work = async (): Promise<void> => {
  for (let truth = waiting.shift(); truth !== undefined; truth = waiting.shift())
    found.set(truth.name, await judged(truth));
};
await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, work));
const verdicts = truths.map((truth) => {
  const verdict = found.get(truth.name);
  if (verdict === undefined) throw new Error(`no part holds \`${truth.name}\``);
  return verdict;
});

const tally = tallyOf(truths, verdicts);
console.log();
for (const [sort, count] of Object.entries(tally.sorts)) console.log(`${String(count).padStart(4)}  ${sort}`);
console.log(`${tally.readableRight} of ${tally.readable} files that must be read were audited right`);
if (values.json !== undefined) {
  const written: Part = { seed, commit, clean, verdicts };
  writeFileSync(values.json, `${JSON.stringify(written, null, 2)}\n`);
}
// The page is of what a user gets who writes no mapping, and of every case.
if (values.write && !values.mapped && values.only === "" && parts === 1) {
  const facts = {
    seed,
    commit,
    clean,
    machine: `${cpus().length} cores of ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
    date: new Date().toISOString().slice(0, 10),
  };
  writeFileSync(PAGE, suitePage(truths, verdicts, facts));
}
if (own !== null) rmSync(own, { recursive: true });
process.exitCode = tally.met || values.only !== "" ? 0 : 1;
