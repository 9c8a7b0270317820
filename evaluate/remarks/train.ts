/**
 * Fits the weights of the shipped lexicon: `node evaluate/remarks/train.ts FOLDER… [--honest LINES.txt]… [--spread 1] [--bar 0]
 * [--cv folder|file|kind] [--write]`. Each FOLDER holds one author's labelled remarks (never those named `unseen`), LINES one
 * honest text a line. The weights of `argued-weights.ts` and `structure-weights.ts` are where each weight starts; `--write` puts the
 * fitted ones and the phrases in their place. `--cv` leaves one folder, file or kind out at a time and tells what the weights fitted on
 * the others make of it: the figures by which the bar is chosen.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { compileLexicon } from "../../src/screen/remark/compile-lexicon.ts";
import { count, share, table } from "../report-format.ts";
import { type FittedModel, fitModel, logOddsOf } from "./fit-model.ts";
import { withWeights } from "./lexicon-weights.ts";
import { type TrainingText, trainingRows } from "./training-rows.ts";

const BARS = [-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4];
/** Shares of honest remarks asked at which recall is told. */
const ASKED = [0.001, 0.002, 0.004, 0.006, 0.01];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    honest: { type: "string", multiple: true, default: [] },
    spread: { type: "string", default: "1" },
    bar: { type: "string", default: "0" },
    cv: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
if (positionals.length === 0) throw new Error("say the folders that hold the labelled remarks");
const { cv } = values;
if (cv !== undefined && cv !== "folder" && cv !== "file" && cv !== "kind")
  throw new Error(`--cv is folder, file or kind, not \`${cv}\``);
const file = path.resolve(import.meta.dirname, "../../policies/remark-lexicon.yaml");
const text = readFileSync(file, "utf8");
const compiled = compileLexicon(text, file);
if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ shown }) => shown).join("\n"));
const folders = positionals.map((folder) => path.resolve(folder));
const texts = trainingRows(folders, values.honest, compiled.lexicon);
const spread = Number(values.spread);
const group = (of: TrainingText): "line" | "bought" | "honest" =>
  of.line ? "line" : of.bought ? "bought" : "honest";

/** Challenged at each bar, and recall at each share of honest remarks, as Markdown. */
function bars(of: readonly TrainingText[], scoreOf: (row: TrainingText) => number): string {
  const scores = of.map((row) => ({ score: scoreOf(row), group: group(row) }));
  const totals = { bought: 0, honest: 0, line: 0 };
  for (const row of scores) totals[row.group]++;
  const lines = BARS.map((bar) => {
    const hit = { bought: 0, honest: 0, line: 0 };
    for (const row of scores) if (row.score >= bar) hit[row.group]++;
    return [
      String(bar),
      share(hit.bought, hit.bought + hit.honest),
      share(hit.bought, totals.bought),
      share(hit.honest, totals.honest),
      share(hit.line, totals.line),
    ];
  });
  const honest = scores.filter((row) => row.group === "honest").map(({ score }) => score);
  honest.sort((a, b) => b - a);
  const curve = ASKED.map((part) => {
    const bar = honest[Math.floor(part * honest.length)] ?? 0;
    const hit = scores.filter((row) => row.group === "bought" && row.score > bar).length;
    return `${(part * 100).toFixed(1)} %: ${((hit / totals.bought) * 100).toFixed(1)} % (bar ${bar.toFixed(2)})`;
  });
  return `${table(["log-odds from", "precision", "recall", "honest remarks", "honest lines"], lines)}\n\nRecall where honest remarks asked are ${curve.join("; ")}`;
}
const print = (title: string, body: string): boolean => process.stdout.write(`${title}\n\n${body}\n\n`);
const sizes = { bought: 0, honest: 0, line: 0, silent: 0 };
for (const row of texts) {
  sizes[group(row)]++;
  if (row.bought && row.facts.length === 0) sizes.silent++;
}
process.stdout.write(
  `${count(sizes.bought)} bought (${count(sizes.silent)} without a word of the lexicon), ${count(sizes.honest)} honest, ${count(sizes.line)} lines\n\n`,
);
if (cv !== undefined) {
  const held = new Map<TrainingText, number>();
  for (const [name, part] of Map.groupBy(texts, (row) => row[cv])) {
    const out = new Set(part);
    const model = fitModel(
      texts.filter((row) => !out.has(row)),
      spread,
    );
    for (const row of part) held.set(row, logOddsOf(row, model));
    if (cv === "folder")
      print(
        `Fitted without ${path.basename(name)}`,
        bars(part, (row) => held.get(row)!),
      );
  }
  print(
    `Each ${cv} by weights fitted without it`,
    bars(texts, (row) => held.get(row)!),
  );
  const bar = Number(values.bar);
  const kinds = [...Map.groupBy(texts, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  print(
    `Kinds, from ${bar}`,
    table(
      ["kind", "remarks", "challenged", "share (95 %)"],
      kinds.map(([kind, part]) => {
        const hit = part.filter((row) => held.get(row)! >= bar).length;
        return [kind, count(part.length), count(hit), share(hit, part.length)];
      }),
    ),
  );
}
const fitted: FittedModel = fitModel(texts, spread);
print(
  `Fitted on all of it, ${fitted.rules.size} weights and ${fitted.phrases.size} phrases`,
  bars(texts, (row) => logOddsOf(row, fitted)),
);
if (values.write) {
  // The bar is 0, since the score of a challenge is a half: what stands above it goes into the base.
  const rules = new Map([...fitted.rules, ["base", fitted.rules.get("base")! - Number(values.bar)]]);
  writeFileSync(file, withWeights(text, rules, fitted.phrases));
}
