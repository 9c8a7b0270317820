/**
 * How well remarks are read: `node evaluate/remarks/run.ts [FOLDER] [--show KIND] [--write | --append TITLE] [--seed N] [--note TEXT]`.
 *
 * FOLDER (default `evaluate/remarks/unseen`) holds labelled remarks as NDJSON. Prints precision, recall and the share of honest
 * remarks challenged, with intervals, and each kind's totals. `--write` puts them into docs/evaluation/remarks.md, `--append` adds them there under a title. `--show` lists the
 * mistakes of a kind ("all" for every kind), for text made for development only: it refuses a folder named `unseen`.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { compileLexicon } from "../../src/screen/remark/compile-lexicon.ts";
import { createRemarkReader } from "../../src/screen/remark/create-remark-reader.ts";
import { CHALLENGE_SCORE } from "../../src/screen/remark/remark-reading.ts";
import { readRemarkSet } from "./remark-lines.ts";
import { tallyRemarks, tallyReport } from "./remark-tally.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: "string" },
    write: { type: "boolean", default: false },
    append: { type: "string" },
    seed: { type: "string" },
    note: { type: "string" },
  },
});
const folder = path.resolve(positionals[0] ?? path.join(import.meta.dirname, "unseen"));
const lexiconFile = path.join(ROOT, "policies/remark-lexicon.yaml");
const compiled = compileLexicon(readFileSync(lexiconFile, "utf8"), lexiconFile);
if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ shown }) => shown).join("\n"));
const read = createRemarkReader(compiled.lexicon);
const set = readRemarkSet(folder);
const began = process.cpuUsage();
const tally = tallyRemarks(set.remarks, read);
const { user, system } = process.cpuUsage(began);
const perSecond = Math.round(set.remarks.length / ((user + system) / 1e6));

const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
const head = [
  values.note ?? "One run over text that was written by somebody who has not read the reader's code.",
  "",
  `* ${set.remarks.length} remarks in ${set.files} files (${set.leftOut} more labelled as neither) of \`${path.relative(ROOT, folder)}\`, sha256 ${set.sha256.slice(0, 16)}${values.seed === undefined ? "" : `, seed ${values.seed}`}`,
  `* lexicon ${compiled.lexicon.id}, commit ${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--", "src/screen", "policies") === "" ? "" : " with changes"}`,
  `* ${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} cores ${os.cpus()[0]!.model}, Node ${process.versions.node}; ${perSecond} remarks per second of CPU`,
].join("\n");
const report = `${head}\n\n${tallyReport(tally)}\n`;
process.stdout.write(report);
if (values.write) {
  const title =
    "# Remarks\n\nWhat the reader of payment remarks finds and whom it would ask. A remark alone leads to `challenge` at most.\n\n";
  writeFileSync(path.join(ROOT, "docs/evaluation/remarks.md"), title + report);
}
if (values.append !== undefined) {
  appendFileSync(path.join(ROOT, "docs/evaluation/remarks.md"), `\n## ${values.append}\n\n${report}`);
}
if (values.show !== undefined) {
  if (folder.split(path.sep).includes("unseen")) throw new Error("texts of an unseen set are not shown");
  for (const { remark, context, bought, kind } of set.remarks) {
    if (values.show !== "all" && values.show !== kind) continue;
    const reading = read(remark, context);
    if (reading.score >= CHALLENGE_SCORE === bought) continue;
    const reasons = reading.reasons.map(({ rule, value }) => `${rule} ${value.toFixed(1)}`).join(", ");
    process.stdout.write(
      `${kind} ${bought ? "missed" : "WRONGED"} ${reading.score.toFixed(2)} ${JSON.stringify(remark)} ${JSON.stringify(context)} | ${reasons}\n`,
    );
  }
}
