import type { Backtest, EventFate } from "../nouns/backtest-report.ts";
import { VERDICTS } from "../nouns/verdict.ts";
import { displayWidth } from "./display-width.ts";
import type { Both, Language } from "./language.ts";
import { countText, shareText } from "./number-text.ts";
import { countWords } from "./type-words.ts";
import { VERDICT_WORDS } from "./verdict-words.ts";

const FATES: Readonly<Record<EventFate, Both>> = {
  confirmed: { zh: "属于已确认的刷量团伙", en: "in confirmed campaigns" },
  open: { zh: "属于待复核的疑似协同行为", en: "in campaigns that wait for a review" },
  dismissed: { zh: "属于已驳回的疑似协同行为", en: "in dismissed campaigns" },
  none: { zh: "不属于任何团伙", en: "in no campaign" },
};

/** A comparison of a policy with what was decided, as a person reads it in a terminal. */
export function backtestText(result: Backtest, language: Language): string {
  const zh = language === "zh";
  const say = (words: Both): string => words[language];
  if (result.events === 0) {
    const where = result.warming === 0 ? say(EMPTY) : say(OUTSIDE).replace("N", countText(result.warming));
    return `${result.policy}\n${where}`;
  }
  const share = (n: number): string =>
    `${countText(n)}${zh ? "（" : " ("}${shareText(n / result.events)}${zh ? "）" : ")"}`;
  const against = Object.entries(result.against)
    .map(([policy, events]) => `${policy}${zh ? "：" : ": "}${countText(events)}`)
    .join(zh ? "；" : "; ");
  const lines = [
    zh
      ? `${result.policy} 与当时的判定相比，共 ${countText(result.events)} 个事件（${against}）`
      : `${result.policy} against what was decided, ${countText(result.events)} events (${against})`,
    "",
    ...matrix(result.verdicts, language),
    "",
    zh ? `更严：${share(result.stricter)}` : `more strictly: ${share(result.stricter)}`,
    ...fates(result.stricterByFate, language),
    zh ? `更宽：${share(result.milder)}` : `more mildly: ${share(result.milder)}`,
    ...fates(result.milderByFate, language),
    newlyHit(result, language),
  ];
  if (result.rules.length > 0) {
    lines.push(
      "",
      zh
        ? "规则（作为理由的事件数，其中判定更严的）："
        : "Rules (events they are a reason of, of these decided more strictly):",
    );
    for (const { rule, reasons, stricter } of result.rules)
      lines.push(`  ${rule}  ${countText(reasons)}${zh ? "，" : ", "}${countText(stricter)}`);
  }
  if (result.targets.length > 0) {
    lines.push("", zh ? "公开数变化最大的目标：" : "Targets whose public count would differ most:");
    for (const { kind, id, type, publicBefore, publicAfter } of result.targets) {
      const change = publicAfter - publicBefore;
      lines.push(
        `  ${kind} ${id}  ${say(countWords(type))} ${change > 0 ? "+" : "−"}${countText(Math.abs(change))}`,
      );
    }
    if (result.targetsLeftOut)
      lines.push(zh ? "  （目标过多，其余未比较）" : "  (there were more targets than are compared)");
  }
  return lines.join("\n");
}

const EMPTY: Both = { zh: "数据目录中没有已判定的事件。", en: "The data folder holds no decided events." };
const OUTSIDE: Both = {
  zh: "所选时间内没有事件；N 个事件在此之外。",
  en: "No event lies in the time that was asked for; N lie outside of it.",
};

function newlyHit({ actorsNewlyHit, actorsExact }: Backtest, language: Language): string {
  const n = countText(actorsNewlyHit);
  if (language === "zh") return `首次有事件被判待定或剔除的账号：${actorsExact ? "" : "至少 "}${n}`;
  return `accounts with something held or rejected that had nothing before: ${actorsExact ? "" : "at least "}${n}`;
}

function fates(by: Readonly<Record<EventFate, number>>, language: Language): string[] {
  return (Object.keys(FATES) as EventFate[])
    .filter((fate) => by[fate] > 0)
    .map((fate) => `  ${countText(by[fate])} ${FATES[fate][language]}`);
}

/** Rows: what was decided; columns: what would be. */
function matrix(verdicts: Backtest["verdicts"], language: Language): string[] {
  const words = VERDICTS.map((verdict) => VERDICT_WORDS[verdict][language]);
  const corner = language === "zh" ? "当时＼现在" : "was \\ would be";
  const width = 14;
  const first = 16;
  const left = (text: string): string => text + " ".repeat(Math.max(1, first - displayWidth(text)));
  const right = (text: string): string => " ".repeat(Math.max(1, width - displayWidth(text))) + text;
  return [
    left(corner) + words.map(right).join(""),
    ...verdicts.map((row, before) => left(words[before]!) + row.map((n) => right(countText(n))).join("")),
  ];
}
