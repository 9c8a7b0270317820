/**
 * Fits the weights of the shipped lexicon: `node evaluate/remarks/train.ts FOLDER [--honest LINES.txt]… [--spread 1] [--bar 0]
 * [--cv] [--write]`. FOLDER holds labelled remarks (never those named `unseen`), LINES one honest text a line. The weights of
 * `argued-weights.ts` and `structure-weights.ts` are where each weight starts; `--write` puts the fitted ones in their place. `--cv` leaves one kind
 * out at a time and tells what the weights fitted on the others make of it: the figures by which the bar is chosen.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { compileLexicon } from "../../src/screen/remark/compile-lexicon.ts";
import type { RemarkContext } from "../../src/screen/remark/remark-reading.ts";
import { STRUCTURE_WEIGHTS } from "../../src/screen/remark/structure-weights.ts";
import { understandRemark } from "../../src/screen/remark/understand-remark.ts";
import { count, share, table } from "../report-format.ts";
import { ARGUED_WEIGHTS } from "./argued-weights.ts";
import { type FitRow, type FitWeight, fitWeights } from "./fit-weights.ts";
import { withWeights } from "./lexicon-weights.ts";
import { readRemarkSet } from "./remark-lines.ts";

/** Texts of one kind come from few patterns: ten of them say as much as some three that were written one by one. */
const LABELLED_COUNTS = 0.3;
/** Lines that are no remarks, of which there are many: they keep chance readings down, not the rest. */
const LINE_COUNTS = 0.1;
const BASE_SPREAD = 3;
/**
 * Whoever writes texts can tell how people write, not what they pay, to whom and where: what payments say stays as it was argued.
 */
const PAYMENT_SPREAD = 0.05;
const PAYMENT =
  /^(?:scene:|category:|(?:price_fits|price_of_goods|small_amount|large_amount|personal_payee|merchant_payee)$)/;
const BARS = [-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3];
/** What may never speak for an order, and what never against one. */
const AGAINST =
  /^(?:(?:context|scene|category):|other_words$|lone_letters$|counted_few$|not_counted$|negated$)/;
const FOR = /^(?:(?:act|object|platform|trade):|disguised_|all_told$|counted$|counted_round$)/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    honest: { type: "string", multiple: true, default: [] },
    spread: { type: "string", default: "1" },
    bar: { type: "string", default: "0" },
    cv: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const folder = path.resolve(positionals[0] ?? "");
if (positionals.length !== 1) throw new Error("say the one folder that holds the labelled remarks");
if (folder.split(path.sep).includes("unseen")) throw new Error("nothing is fitted on an unseen set");
const file = path.resolve(import.meta.dirname, "../../policies/remark-lexicon.yaml");
const text = readFileSync(file, "utf8");
const compiled = compileLexicon(text, file);
if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ shown }) => shown).join("\n"));
const { lexicon } = compiled;

interface Row extends FitRow {
  /** Truth and kind; lines are one kind each file. */
  readonly kind: string;
  readonly line: boolean;
}
const numbers = new Map<string, number>([["base", 0]]);
const starts: number[] = [STRUCTURE_WEIGHTS.base];
function arguedWeight(rule: string, present: number): number {
  const id = rule.slice(rule.indexOf(":") + 1);
  return ARGUED_WEIGHTS[id] ?? (STRUCTURE_WEIGHTS as Readonly<Record<string, number>>)[id] ?? present;
}
const rows: Row[] = [];
const totals = { bought: 0, honest: 0, lines: 0, silent: 0 };
function add(remark: string, context: RemarkContext, bought: boolean, kind: string, line: boolean): void {
  totals[line ? "lines" : bought ? "bought" : "honest"]++;
  const { facts } = understandRemark(remark, context, lexicon).facts;
  if (facts.length === 0) {
    if (bought) totals.silent++;
    return;
  }
  const at = [0];
  const part = [1];
  for (const fact of facts) {
    let number = numbers.get(fact.rule);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(fact.rule, number);
      starts.push(arguedWeight(fact.rule, fact.weight));
    }
    at.push(number);
    part.push(fact.part);
  }
  rows.push({ at, part, bought, kind, line, counts: line ? LINE_COUNTS : LABELLED_COUNTS });
}
const set = readRemarkSet(folder);
for (const { remark, context, bought, kind } of set.remarks)
  add(remark, context, bought, `${bought ? "bought" : "honest"} ${kind}`, false);
// Lines have no payment of their own: they get those of the honest remarks in turn, or a payment would speak for an order.
const contexts = set.remarks.filter(({ bought }) => !bought).map(({ context }) => context);
for (const lines of values.honest) {
  const texts = readFileSync(lines, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  for (const [index, line] of texts.entries())
    add(line, contexts[(index * 7919) % contexts.length]!, false, `lines ${path.basename(lines)}`, true);
}

const rules = [...numbers.keys()];
const weights = rules.map(
  (rule, number): FitWeight => ({
    start: starts[number]!,
    spread: rule === "base" ? BASE_SPREAD : PAYMENT.test(rule) ? PAYMENT_SPREAD : Number(values.spread),
    sign: AGAINST.test(rule) ? -1 : FOR.test(rule) ? 1 : 0,
  }),
);
const logOdds = ({ at, part }: Row, fitted: Float64Array): number =>
  at.reduce((sum, number, i) => sum + fitted[number]! * part[i]!, 0);

/** Challenged at each bar, as Markdown. */
function bars(scoreOf: (row: Row) => number): string {
  const lines = BARS.map((bar) => {
    const hit = { bought: 0, honest: 0, lines: 0 };
    for (const row of rows)
      if (scoreOf(row) >= bar) hit[row.line ? "lines" : row.bought ? "bought" : "honest"]++;
    return [
      String(bar),
      share(hit.bought, hit.bought + hit.honest),
      share(hit.bought, totals.bought),
      share(hit.honest, totals.honest),
      share(hit.lines, totals.lines),
    ];
  });
  return table(["log-odds from", "precision", "recall", "honest remarks", "honest lines"], lines);
}
const print = (title: string, body: string): boolean => process.stdout.write(`${title}\n\n${body}\n\n`);
const argued = Float64Array.from(starts);
process.stdout.write(
  `${count(totals.bought)} bought (${count(totals.silent)} without a word of the lexicon), ${count(totals.honest)} honest, ${count(totals.lines)} lines; sha256 ${set.sha256.slice(0, 16)}; ${rules.length} weights\n\n`,
);
print(
  "As the lexicon has it",
  bars((row) => logOdds(row, argued)),
);
if (values.cv) {
  const held = new Map<Row, number>();
  for (const [, part] of Map.groupBy(rows, ({ kind }) => kind)) {
    const out = new Set(part);
    const fitted = fitWeights(
      rows.filter((row) => !out.has(row)),
      weights,
    );
    for (const row of part) held.set(row, logOdds(row, fitted));
  }
  print(
    "Each kind by weights fitted without it",
    bars((row) => held.get(row)!),
  );
  const bar = Number(values.bar);
  const kinds = [...Map.groupBy(rows, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = Map.groupBy(set.remarks, ({ bought, kind }) => `${bought ? "bought" : "honest"} ${kind}`);
  print(
    `Kinds, from ${bar}`,
    table(
      ["kind", "remarks", "challenged", "share (95 %)"],
      kinds.map(([kind, part]) => {
        const hit = part.filter((row) => held.get(row)! >= bar).length;
        const size = all.get(kind)?.length ?? totals.lines;
        return [kind, count(size), count(hit), share(hit, size)];
      }),
    ),
  );
}
const fitted = fitWeights(rows, weights);
print(
  "Fitted on all of it",
  bars((row) => logOdds(row, fitted)),
);
if (values.write) {
  const found = new Map(rules.map((rule, number) => [rule, fitted[number]!]));
  // The bar is 0, since the score of a challenge is a half: what stands above it goes into the base.
  found.set("base", fitted[0]! - Number(values.bar));
  writeFileSync(file, withWeights(text, found));
}
