import type { AuditReport } from "../nouns/audit-report.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import { CODES } from "../nouns/codes.ts";
import { VERDICTS, type Verdict } from "../nouns/verdict.ts";
import { DATA_LIMIT_WORDS } from "../words/data-limit-words.ts";
import { displayWidth, fitColumns } from "../words/display-width.ts";
import { detailText } from "../words/error-words.ts";
import { followerTexts } from "../words/follower-words.ts";
import type { Both } from "../words/language.ts";
import { countText, shareText, valueText } from "../words/number-text.ts";
import { reachWords } from "../words/reach-words.ts";
import { shortNames } from "../words/short-names.ts";
import { spikeWords } from "../words/spike-words.ts";
import { typeWords } from "../words/type-words.ts";
import { COUNT_WORDS, VERDICT_WORDS } from "../words/verdict-words.ts";
import { visibleText } from "../words/visible-text.ts";
import { createZone, UTC } from "../words/zone.ts";
import { copiedTextLines, copiedTextsSummary } from "./copied-texts-summary.ts";
import { followersLeftOut, followersSize } from "./followers-size.ts";
import { headlineOf } from "./headline.ts";
import { missingFields } from "./missing-fields.ts";
import { asSentence, ordersSummary, unexplainedText } from "./orders-summary.ts";
import { ruleText } from "./rule-text.ts";
import {
  aside,
  bullet,
  cut,
  more,
  type Page,
  paint,
  right,
  say,
  type TerminalOptions,
  tell,
  title,
  wrap,
} from "./terminal-page.ts";

const WIDTH_MIN = 40;
const WIDTH_MAX = 100;
/** Rows of each list: one screen holds the whole summary. */
const ROWS_MAX = 8;
/** Characters of a target's name that are left on the narrowest terminal. */
const NAME_MIN = 6;
/** Campaigns take four lines each. */
const CAMPAIGNS_MAX = 4;
/** Surges take about nine. */
const ORDERS_MAX = 3;
/** Hints take about six. */
const HINTS_MAX = 3;
/** Records that could not be read, shown one by one with the reason. */
const SAMPLES_MAX = 5;
/** Batches of followers take two or three each. */
const BATCHES_MAX = 4;
/** Groups of copied comments take about twelve. */
const COPIED_MAX = 3;

/** One letterform a verdict, so that the bar tells them apart without colours. */
const BLOCKS: Readonly<Record<Verdict, string>> = { allow: "█", challenge: "▓", hold: "▒", reject: "░" };

/**
 * The summary that ends an audit: answer, verdicts, most attacked targets, reasons, what could not be measured, invalid
 * records. Text from the input has its control characters shown, never sent. Ends with a line break; deterministic.
 */
export function renderAuditTerminal(report: AuditReport, options: TerminalOptions): string {
  const width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.floor(options.width)));
  const lines: string[] = [];
  const page: Page = {
    report,
    options,
    width,
    columns: width < 64 ? 9 : 12,
    zone: createZone(report.zone) ?? UTC,
    lines,
  };
  answerLines(page);
  verdictLines(page);
  followerLines(page);
  reachLines(page);
  targetLines(page);
  campaignLines(page);
  orderLines(page);
  copiedLines(page);
  reasonLines(page);
  return `${page.lines.join("\n")}\n`;
}

/** Who is told what: the answer, how sure it is, and what to ask for. */
function answerLines(page: Page): void {
  const { report } = page;
  const headline = headlineOf(report);
  tell(page, report.answer.sentence, "bold");
  tell(page, headline.counted, "dim");
  tell(page, headline.together, "bold");
  tell(page, headline.surges, "bold");
  tell(page, headline.copied, "bold");
  tell(page, headline.also);
  tell(page, headline.secondTier);
  for (const limit of report.events > 0 ? report.data_limits : [])
    tell(page, asSentence(DATA_LIMIT_WORDS[limit]));
  tell(page, headline.power);
  tell(page, headline.basis);
  if (report.answer.ask.length > 0) {
    title(page, "想知道更多，请向创作者或平台索取", "to know more, ask the creator or the platform for");
    for (const ask of report.answer.ask)
      for (const line of bullet(say(page, ask), page.width)) page.lines.push(line);
  }
}

/** Verdicts with their shares, the span of time, and what stands apart. */
function verdictLines(page: Page): void {
  const { report, zone } = page;
  if (report.events > 0) {
    page.lines.push(
      "",
      verdictBar(report, page.width, (style, text) => paint(page, style, text)),
    );
    for (const verdict of VERDICTS) {
      const n = report.verdicts[verdict];
      const figures =
        `${countText(n).padStart(13)}  ${n === 0 ? "" : shareText(n / report.events)}`.trimEnd();
      page.lines.push(
        `${paint(page, verdict, BLOCKS[verdict])} ${fitColumns(say(page, VERDICT_WORDS[verdict]), 10)}${figures}`,
      );
    }
    const span = `${zone.text(report.from)} – ${zone.text(report.to)} (${zone.label(Date.parse(report.to ?? ""))})`;
    page.lines.push(paint(page, "dim", cut(span, page.width)));
  }
  const apart = [
    [report.late, { zh: "个迟到", en: "late" }],
    [report.duplicates, { zh: "个重复编号", en: "with an id seen before" }],
    [report.retractions.unmatched, { zh: "个取消找不到原互动", en: "took back what is not in the input" }],
  ] as const;
  for (const [n, what] of apart) {
    if (n > 0) page.lines.push(paint(page, "dim", `${countText(n)} ${say(page, what)}`));
  }
}

/** The follower list. */
function followerLines(page: Page): void {
  const { report } = page;
  if (report.followers !== null) {
    const texts = followerTexts(report.followers);
    title(
      page,
      `粉丝列表 ${visibleText(report.followers.file, 60)}`,
      `follower list ${visibleText(report.followers.file, 60)}`,
    );
    tell(page, followersSize(report.followers), "dim");
    tell(page, followersLeftOut(report.followers), "dim");
    tell(page, texts.headline, "bold");
    const batches = (head: Both, all: readonly Both[]): void => {
      if (all.length === 0) return;
      tell(page, head);
      for (const one of all.slice(0, BATCHES_MAX))
        for (const line of bullet(say(page, one), page.width)) page.lines.push(line);
      more(page, all.length - BATCHES_MAX);
    };
    batches(texts.countedHead, texts.counted);
    const [head, ...looks] = texts.profiles;
    tell(page, head ?? null);
    for (const look of looks) for (const line of bullet(say(page, look), page.width)) page.lines.push(line);
    batches(texts.doubtfulHead, texts.doubtful);
    for (const text of texts.power) tell(page, text, "dim");
  }
}

/** Spikes, and how engagement stands to reach. */
function reachLines(page: Page): void {
  const { report, zone } = page;
  if (report.spikes.length > 0) {
    title(page, "高峰及其缘由", "spikes and their reasons");
    for (const spike of report.spikes.slice(0, ROWS_MAX))
      for (const line of bullet(say(page, spikeWords(spike, zone)), page.width)) page.lines.push(line);
  }
  const reached = reachWords(report.reach, zone.name);
  if (report.events > 0 && reached.length > 0) {
    title(page, "互动与触达（只是描述）", "engagement and reach (descriptions, no verdicts)");
    for (const text of reached) for (const line of bullet(say(page, text), page.width)) page.lines.push(line);
  }
}

/** Targets of which most was taken out. */
function targetLines(page: Page): void {
  const { report, columns } = page;
  const attacked = report.targets.filter((t) => t.held + t.rejected > 0);
  if (attacked.length > 0) {
    title(page, "被剔除最多的目标", "targets with most taken out");
    const nameColumns = page.width - 2 - 3 * columns;
    const heads = [COUNT_WORDS.raw, COUNT_WORDS.public, { zh: "已扣除", en: "taken out" }];
    page.lines.push(
      paint(
        page,
        "dim",
        `  ${" ".repeat(nameColumns)}${heads.map((h) => right(say(page, h), columns)).join("")}`,
      ),
    );
    const listed = attacked.slice(0, ROWS_MAX);
    const typeColumns = Math.max(...listed.map((t) => displayWidth(say(page, typeWords(t.type)))));
    const ids = [...new Set(listed.map((t) => visibleText(t.id, 80)))];
    const names = shortNames(ids, Math.max(NAME_MIN, nameColumns - 1 - typeColumns));
    for (const t of listed) {
      const name = `${names.get(visibleText(t.id, 80))} ${say(page, typeWords(t.type))}`;
      const figures = [t.raw, t.public, t.held + t.rejected]
        .map((n) => right(countText(n), columns))
        .join("");
      page.lines.push(`  ${fitColumns(name, nameColumns)}${figures}`);
    }
    more(page, attacked.length - ROWS_MAX);
  }
}

/** Groups that act together. */
function campaignLines(page: Page): void {
  const { report, columns } = page;
  if (report.campaigns.length > 0) {
    title(
      page,
      "疑似协同行为（账号 / 目标 / 事件）",
      "groups that act together (accounts / targets / events)",
    );
    for (const c of report.campaigns.slice(0, CAMPAIGNS_MAX)) {
      const figures = [c.members.length, c.targets.length, c.events.length];
      page.lines.push(
        `  ${fitColumns(c.id, page.width - 2 - 3 * columns)}${figures.map((n) => right(countText(n), columns)).join("")}`,
      );
      for (const line of wrap(say(page, c.headline), page.width - 4))
        page.lines.push(paint(page, "dim", `    ${line}`));
      const gain = mostGained(c);
      if (gain !== null)
        page.lines.push(paint(page, "dim", fitColumns(`    ${say(page, gain)}`, page.width).trimEnd()));
    }
    more(page, report.campaigns.length - CAMPAIGNS_MAX);
  }
}

/** Surges not earned by being seen, and the second tier. */
function orderLines(page: Page): void {
  const { report, columns } = page;
  const { orders } = report.orders;
  if (orders.length > 0) {
    title(page, "并非由浏览带来的增长（到访 / 行为）", "surges not earned by being seen (came / acted)");
    for (const o of orders.slice(0, ORDERS_MAX)) {
      const name = `${visibleText(`${o.target.kind}/${o.target.id}`, 80)} ${say(page, typeWords(o.type))}`;
      const figures = [o.came, o.acted].map((n) => right(countText(n), columns)).join("");
      page.lines.push(`  ${fitColumns(name, page.width - 2 - 2 * columns)}${figures}`);
      aside(page, say(page, asSentence(o.headline)), "    ");
      aside(page, say(page, asSentence(unexplainedText(o.unexplained_share))), "    ");
      for (const { text } of o.evidence) aside(page, `· ${say(page, text)}`, "    ");
    }
    more(page, orders.length - ORDERS_MAX);
  }
  if (report.events > 0) {
    if (orders.length === 0) page.lines.push("");
    aside(page, say(page, asSentence(ordersSummary(report.orders))), "");
  }
  const hints = report.orders.second_tier ?? [];
  if (hints.length > 0) {
    title(
      page,
      "二级提示（人数）：不指认任何账号，不更正任何计数",
      "second tier (people): names no account, corrects no count",
    );
    for (const hint of hints.slice(0, HINTS_MAX)) {
      const name = `${visibleText(`${hint.target.kind}/${hint.target.id}`, 80)} ${say(page, typeWords(hint.type))}`;
      page.lines.push(
        `  ${fitColumns(name, page.width - 2 - columns)}${right(countText(hint.acted), columns)}`,
      );
      for (const { text } of hint.evidence) aside(page, `· ${say(page, text)}`, "    ");
    }
    more(page, hints.length - HINTS_MAX);
  }
}

/** Comments of handed-out sentences. */
function copiedLines(page: Page): void {
  const { report, columns } = page;
  const copied = report.copied_texts;
  if (copied.groups.length > 0) {
    title(page, "分发文案的评论（账号 / 评论）", "comments of handed-out sentences (accounts / comments)");
    for (const group of copied.groups.slice(0, COPIED_MAX)) {
      const figures = [group.members.length, group.events.length]
        .map((n) => right(countText(n), columns))
        .join("");
      page.lines.push(`  ${fitColumns(group.id, page.width - 2 - 2 * columns)}${figures}`);
      for (const text of copiedTextLines(group)) aside(page, say(page, text), "    ");
    }
    more(page, copied.groups.length - COPIED_MAX);
  }
  if (copied.comments > 0) aside(page, say(page, asSentence(copiedTextsSummary(copied))), "");
}

/** Reasons, what was not measured, and records left out. */
function reasonLines(page: Page): void {
  const { report, columns } = page;
  const rules = report.rules
    .filter((r) => r.named_in_held + r.named_in_rejected > 0)
    .toSorted((a, b) => b.named_in_held + b.named_in_rejected - (a.named_in_held + a.named_in_rejected));
  if (rules.length > 0) {
    title(page, "主要理由（事件数，示例值 / 基线）", "main reasons (events, example / baseline)");
    for (const r of rules.slice(0, ROWS_MAX)) {
      const example = r.example ? `${valueText(r.example.value)} / ${valueText(r.example.baseline)}` : "";
      const figures =
        right(countText(r.named_in_held + r.named_in_rejected), columns) + right(example, columns + 4);
      page.lines.push(
        `  ${fitColumns(visibleText(say(page, ruleText(r))), page.width - 6 - 2 * columns)}${figures}`,
      );
    }
    more(page, rules.length - ROWS_MAX);
  }
  const missing = missingFields(report);
  if (missing.length > 0) {
    title(
      page,
      "未能测量（缺少字段，受限规则数）",
      "not measured (field, events that carry it, rules it limits)",
    );
    for (const c of missing.slice(0, ROWS_MAX)) {
      const figures = right(shareText(c.present / c.events), 10) + right(String(c.rules.length), 6);
      page.lines.push(`  ${fitColumns(c.field, page.width - 2 - 16)}${figures}`);
    }
    more(page, missing.length - ROWS_MAX);
  }
  const codes = Object.entries(report.invalid_by_code);
  if (codes.length > 0) {
    title(page, `无效记录 ${countText(report.invalid)} 条`, `invalid records: ${countText(report.invalid)}`);
    for (const [code, n] of codes.slice(0, ROWS_MAX)) {
      const text = `${code}: ${say(page, CODES[code as keyof typeof CODES])}`;
      page.lines.push(`  ${fitColumns(text, page.width - 2 - 14)}${right(countText(n ?? 0), 14)}`);
    }
    more(page, codes.length - ROWS_MAX);
    for (const { input, line, field, value, hint } of report.invalid_samples.slice(0, SAMPLES_MAX)) {
      const place = `${visibleText(input, 60)}${line > 0 ? `:${line}` : ""}`;
      const what = [field, value === "" ? "" : `\`${visibleText(value, 60)}\``]
        .filter((text) => text !== "")
        .join(" ");
      const why = detailText(hint, page.options.lang ?? "en");
      const text = say(page, {
        zh: `${place}${what === "" ? "" : ` ${what}`}：${visibleText(why)}`,
        en: `${place}${what === "" ? "" : ` ${what}`}: ${visibleText(why)}`,
      });
      for (const one of bullet(text, page.width)) page.lines.push(paint(page, "dim", one));
    }
    const left = report.invalid - Math.min(SAMPLES_MAX, report.invalid_samples.length);
    if (left > 0) {
      const rest = {
        zh: `另有 ${countText(left)} 条，见 -o 或 --json`,
        en: `${countText(left)} more: see -o or --json`,
      };
      page.lines.push(paint(page, "dim", `  ${say(page, rest)}`));
    }
  }
  page.lines.push(
    "",
    paint(
      page,
      "dim",
      cut(`${say(page, { zh: "策略", en: "policy" })} ${visibleText(report.policy)}`, page.width),
    ),
  );
}

/** Counts of the target that a campaign raised most, with it and without. */
function mostGained(campaign: CampaignReport): Both | null {
  let most: { readonly name: string; readonly type: string; readonly counted: number } | null = null;
  let counts = [0, 0];
  for (const { kind, id, acts } of campaign.targets) {
    for (const { type, counted, public: shown, public_without: without } of acts) {
      if (shown === undefined || without === undefined || counted <= (most?.counted ?? 0)) continue;
      most = { name: visibleText(`${kind}/${id}`, 40), type, counted };
      counts = [without, shown];
    }
  }
  if (most === null) return null;
  const [without, shown] = counts.map(countText);
  const words = typeWords(most.type);
  return {
    zh: `扣除后 ${most.name} 的${words.zh}为 ${without}，而非 ${shown}`,
    en: `without them ${most.name} has ${without} ${words.en}, not ${shown}`,
  };
}

function verdictBar(
  report: AuditReport,
  width: number,
  paint: (style: Verdict, text: string) => string,
): string {
  // What came at all shows at least one column; the largest part gives way.
  const cells = VERDICTS.map((verdict) => {
    const share = report.verdicts[verdict] / report.events;
    return share === 0 ? 0 : Math.max(1, Math.round(share * width));
  });
  const over = cells.reduce((sum, n) => sum + n, 0) - width;
  const largest = cells.indexOf(Math.max(...cells));
  cells[largest]! -= over;
  return VERDICTS.map((verdict, i) =>
    cells[i]! > 0 ? paint(verdict, BLOCKS[verdict].repeat(cells[i]!)) : "",
  ).join("");
}
