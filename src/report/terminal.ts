import type { AuditReport } from "../nouns/audit-report.ts";
import type { CampaignReport } from "../nouns/campaign-report.ts";
import { CODES } from "../nouns/codes.ts";
import { VERDICTS, type Verdict } from "../nouns/verdict.ts";
import { DATA_LIMIT_WORDS } from "../words/data-limit-words.ts";
import { displayWidth, fitColumns } from "../words/display-width.ts";
import { detailText } from "../words/error-words.ts";
import { followerTexts } from "../words/follower-words.ts";
import type { Both, Language } from "../words/language.ts";
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

export interface TerminalOptions {
  /** Columns of the terminal; lines are kept within it, and within 100. At least 40 are taken. */
  readonly width: number;
  /** ANSI colours; false for pipes and NO_COLOR. */
  readonly color: boolean;
  readonly lang?: Language;
}

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

const ANSI: Readonly<Record<Verdict | "bold" | "dim", string>> = {
  bold: "1",
  dim: "2",
  allow: "32",
  challenge: "33",
  hold: "35",
  reject: "31",
};
/** One letterform a verdict, so that the bar tells them apart without colours. */
const BLOCKS: Readonly<Record<Verdict, string>> = { allow: "█", challenge: "▓", hold: "▒", reject: "░" };

/**
 * The summary that ends an audit: answer, verdicts, most attacked targets, reasons, what could not be measured, invalid
 * records. Text from the input has its control characters shown, never sent. Ends with a line break; deterministic.
 */
export function renderAuditTerminal(report: AuditReport, options: TerminalOptions): string {
  const width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, Math.floor(options.width)));
  const say = (both: Both) => both[options.lang ?? "en"];
  const paint = (style: keyof typeof ANSI, text: string) =>
    options.color ? `\u001b[${ANSI[style]}m${text}\u001b[0m` : text;
  const lines: string[] = [];
  const title = (zh: string, en: string) => lines.push("", paint("bold", cut(say({ zh, en }), width)));
  const more = (hidden: number) => {
    if (hidden > 0) {
      lines.push(
        paint("dim", `  ${say({ zh: `另有 ${countText(hidden)} 行`, en: `${countText(hidden)} more` })}`),
      );
    }
  };

  const columns = width < 64 ? 9 : 12;
  const zone = createZone(report.zone) ?? UTC;
  const headline = headlineOf(report);
  const tell = (text: Both | null, style?: keyof typeof ANSI): void => {
    if (text === null) return;
    for (const line of wrap(say(text), width)) lines.push(style === undefined ? line : paint(style, line));
  };
  tell(report.answer.sentence, "bold");
  tell(headline.counted, "dim");
  tell(headline.together, "bold");
  tell(headline.surges, "bold");
  tell(headline.copied, "bold");
  tell(headline.also);
  tell(headline.secondTier);
  for (const limit of report.events > 0 ? report.data_limits : []) tell(asSentence(DATA_LIMIT_WORDS[limit]));
  tell(headline.power);
  tell(headline.basis);
  if (report.answer.ask.length > 0) {
    title("想知道更多，请向创作者或平台索取", "to know more, ask the creator or the platform for");
    for (const ask of report.answer.ask) for (const line of bullet(say(ask), width)) lines.push(line);
  }

  if (report.events > 0) {
    lines.push("", verdictBar(report, width, paint));
    for (const verdict of VERDICTS) {
      const n = report.verdicts[verdict];
      const figures =
        `${countText(n).padStart(13)}  ${n === 0 ? "" : shareText(n / report.events)}`.trimEnd();
      lines.push(
        `${paint(verdict, BLOCKS[verdict])} ${fitColumns(say(VERDICT_WORDS[verdict]), 10)}${figures}`,
      );
    }
    const span = `${zone.text(report.from)} – ${zone.text(report.to)} (${zone.label(Date.parse(report.to ?? ""))})`;
    lines.push(paint("dim", cut(span, width)));
  }

  const apart = [
    [report.late, { zh: "个迟到", en: "late" }],
    [report.duplicates, { zh: "个重复编号", en: "with an id seen before" }],
    [report.retractions.unmatched, { zh: "个取消找不到原互动", en: "took back what is not in the input" }],
  ] as const;
  for (const [n, what] of apart) {
    if (n > 0) lines.push(paint("dim", `${countText(n)} ${say(what)}`));
  }

  if (report.followers !== null) {
    const texts = followerTexts(report.followers);
    title(
      `粉丝列表 ${visibleText(report.followers.file, 60)}`,
      `follower list ${visibleText(report.followers.file, 60)}`,
    );
    tell(followersSize(report.followers), "dim");
    tell(followersLeftOut(report.followers), "dim");
    tell(texts.headline, "bold");
    const batches = (head: Both, all: readonly Both[]): void => {
      if (all.length === 0) return;
      tell(head);
      for (const one of all.slice(0, BATCHES_MAX))
        for (const line of bullet(say(one), width)) lines.push(line);
      more(all.length - BATCHES_MAX);
    };
    batches(texts.countedHead, texts.counted);
    const [head, ...looks] = texts.profiles;
    tell(head ?? null);
    for (const look of looks) for (const line of bullet(say(look), width)) lines.push(line);
    batches(texts.doubtfulHead, texts.doubtful);
    for (const text of texts.power) tell(text, "dim");
  }

  if (report.spikes.length > 0) {
    title("高峰及其缘由", "spikes and their reasons");
    for (const spike of report.spikes.slice(0, ROWS_MAX))
      for (const line of bullet(say(spikeWords(spike, zone)), width)) lines.push(line);
  }
  const reached = reachWords(report.reach, zone.name);
  if (report.events > 0 && reached.length > 0) {
    title("互动与触达（只是描述）", "engagement and reach (descriptions, no verdicts)");
    for (const text of reached) for (const line of bullet(say(text), width)) lines.push(line);
  }

  const attacked = report.targets.filter((t) => t.held + t.rejected > 0);
  if (attacked.length > 0) {
    title("被剔除最多的目标", "targets with most taken out");
    const nameColumns = width - 2 - 3 * columns;
    const heads = [COUNT_WORDS.raw, COUNT_WORDS.public, { zh: "已扣除", en: "taken out" }];
    lines.push(
      paint("dim", `  ${" ".repeat(nameColumns)}${heads.map((h) => right(say(h), columns)).join("")}`),
    );
    const listed = attacked.slice(0, ROWS_MAX);
    const typeColumns = Math.max(...listed.map((t) => displayWidth(say(typeWords(t.type)))));
    const ids = [...new Set(listed.map((t) => visibleText(t.id, 80)))];
    const names = shortNames(ids, Math.max(NAME_MIN, nameColumns - 1 - typeColumns));
    for (const t of listed) {
      const name = `${names.get(visibleText(t.id, 80))} ${say(typeWords(t.type))}`;
      const figures = [t.raw, t.public, t.held + t.rejected]
        .map((n) => right(countText(n), columns))
        .join("");
      lines.push(`  ${fitColumns(name, nameColumns)}${figures}`);
    }
    more(attacked.length - ROWS_MAX);
  }

  if (report.campaigns.length > 0) {
    title("疑似协同行为（账号 / 目标 / 事件）", "groups that act together (accounts / targets / events)");
    for (const c of report.campaigns.slice(0, CAMPAIGNS_MAX)) {
      const figures = [c.members.length, c.targets.length, c.events.length];
      lines.push(
        `  ${fitColumns(c.id, width - 2 - 3 * columns)}${figures.map((n) => right(countText(n), columns)).join("")}`,
      );
      for (const line of wrap(say(c.headline), width - 4)) lines.push(paint("dim", `    ${line}`));
      const gain = mostGained(c);
      if (gain !== null) lines.push(paint("dim", fitColumns(`    ${say(gain)}`, width).trimEnd()));
    }
    more(report.campaigns.length - CAMPAIGNS_MAX);
  }

  const { orders } = report.orders;
  const aside = (text: string, indent: string) => {
    for (const line of wrap(text, width - indent.length)) lines.push(paint("dim", `${indent}${line}`));
  };
  if (orders.length > 0) {
    title("并非由浏览带来的增长（到访 / 行为）", "surges not earned by being seen (came / acted)");
    for (const o of orders.slice(0, ORDERS_MAX)) {
      const name = `${visibleText(`${o.target.kind}/${o.target.id}`, 80)} ${say(typeWords(o.type))}`;
      const figures = [o.came, o.acted].map((n) => right(countText(n), columns)).join("");
      lines.push(`  ${fitColumns(name, width - 2 - 2 * columns)}${figures}`);
      aside(say(asSentence(o.headline)), "    ");
      aside(say(asSentence(unexplainedText(o.unexplained_share))), "    ");
      for (const { text } of o.evidence) aside(`· ${say(text)}`, "    ");
    }
    more(orders.length - ORDERS_MAX);
  }
  if (report.events > 0) {
    if (orders.length === 0) lines.push("");
    aside(say(asSentence(ordersSummary(report.orders))), "");
  }

  const hints = report.orders.second_tier ?? [];
  if (hints.length > 0) {
    title(
      "二级提示（人数）：不指认任何账号，不更正任何计数",
      "second tier (people): names no account, corrects no count",
    );
    for (const hint of hints.slice(0, HINTS_MAX)) {
      const name = `${visibleText(`${hint.target.kind}/${hint.target.id}`, 80)} ${say(typeWords(hint.type))}`;
      lines.push(`  ${fitColumns(name, width - 2 - columns)}${right(countText(hint.acted), columns)}`);
      for (const { text } of hint.evidence) aside(`· ${say(text)}`, "    ");
    }
    more(hints.length - HINTS_MAX);
  }

  const copied = report.copied_texts;
  if (copied.groups.length > 0) {
    title("分发文案的评论（账号 / 评论）", "comments of handed-out sentences (accounts / comments)");
    for (const group of copied.groups.slice(0, COPIED_MAX)) {
      const figures = [group.members.length, group.events.length]
        .map((n) => right(countText(n), columns))
        .join("");
      lines.push(`  ${fitColumns(group.id, width - 2 - 2 * columns)}${figures}`);
      for (const text of copiedTextLines(group)) aside(say(text), "    ");
    }
    more(copied.groups.length - COPIED_MAX);
  }
  if (copied.comments > 0) aside(say(asSentence(copiedTextsSummary(copied))), "");

  const rules = report.rules
    .filter((r) => r.named_in_held + r.named_in_rejected > 0)
    .toSorted((a, b) => b.named_in_held + b.named_in_rejected - (a.named_in_held + a.named_in_rejected));
  if (rules.length > 0) {
    title("主要理由（事件数，示例值 / 基线）", "main reasons (events, example / baseline)");
    for (const r of rules.slice(0, ROWS_MAX)) {
      const example = r.example ? `${valueText(r.example.value)} / ${valueText(r.example.baseline)}` : "";
      const figures =
        right(countText(r.named_in_held + r.named_in_rejected), columns) + right(example, columns + 4);
      lines.push(`  ${fitColumns(visibleText(say(ruleText(r))), width - 6 - 2 * columns)}${figures}`);
    }
    more(rules.length - ROWS_MAX);
  }

  const missing = missingFields(report);
  if (missing.length > 0) {
    title("未能测量（缺少字段，受限规则数）", "not measured (field, events that carry it, rules it limits)");
    for (const c of missing.slice(0, ROWS_MAX)) {
      const figures = right(shareText(c.present / c.events), 10) + right(String(c.rules.length), 6);
      lines.push(`  ${fitColumns(c.field, width - 2 - 16)}${figures}`);
    }
    more(missing.length - ROWS_MAX);
  }

  const codes = Object.entries(report.invalid_by_code);
  if (codes.length > 0) {
    title(`无效记录 ${countText(report.invalid)} 条`, `invalid records: ${countText(report.invalid)}`);
    for (const [code, n] of codes.slice(0, ROWS_MAX)) {
      const text = `${code}: ${say(CODES[code as keyof typeof CODES])}`;
      lines.push(`  ${fitColumns(text, width - 2 - 14)}${right(countText(n ?? 0), 14)}`);
    }
    more(codes.length - ROWS_MAX);
    for (const { input, line, field, value, hint } of report.invalid_samples.slice(0, SAMPLES_MAX)) {
      const place = `${visibleText(input, 60)}${line > 0 ? `:${line}` : ""}`;
      const what = [field, value === "" ? "" : `\`${visibleText(value, 60)}\``]
        .filter((text) => text !== "")
        .join(" ");
      const why = detailText(hint, options.lang ?? "en");
      const text = say({
        zh: `${place}${what === "" ? "" : ` ${what}`}：${visibleText(why)}`,
        en: `${place}${what === "" ? "" : ` ${what}`}: ${visibleText(why)}`,
      });
      for (const one of bullet(text, width)) lines.push(paint("dim", one));
    }
    const left = report.invalid - Math.min(SAMPLES_MAX, report.invalid_samples.length);
    if (left > 0) {
      const rest = {
        zh: `另有 ${countText(left)} 条，见 -o 或 --json`,
        en: `${countText(left)} more: see -o or --json`,
      };
      lines.push(paint("dim", `  ${say(rest)}`));
    }
  }

  lines.push(
    "",
    paint("dim", cut(`${say({ zh: "策略", en: "policy" })} ${visibleText(report.policy)}`, width)),
  );
  return `${lines.join("\n")}\n`;
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

function right(text: string, columns: number): string {
  const width = displayWidth(text);
  return width > columns ? fitColumns(text, columns) : " ".repeat(columns - width) + text;
}

function cut(text: string, columns: number): string {
  return fitColumns(text, columns).trimEnd();
}

/** A text as a point of a list, within `columns`. */
function bullet(text: string, columns: number): string[] {
  return wrap(text, columns - 4).map((line, i) => `${i === 0 ? "  · " : "    "}${line}`);
}

/** Lines of at most `columns`, broken at spaces, and anywhere between Chinese characters. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[\u2e80-\ufdff\ufe10-\uffff]|[^\s\u2e80-\ufdff\ufe10-\uffff]+|\s+/gu) ??
    []) {
    if (displayWidth(line + piece.trimEnd()) > columns) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trimEnd() !== "") lines.push(line.trimEnd());
  return lines;
}
