import { KIND_WORDS } from "../words/kind-words.ts";
import type { Lang } from "./page-words.ts";

/** The words of the pages of one account and one target. */
export interface TrailPageWords {
  readonly account: string;
  readonly back: string;
  readonly counts: string;
  readonly countsNone: string;
  readonly member: string;
  readonly memberNone: string;
  readonly owner: string;
  readonly touched: string;
  readonly touchedNone: string;
  readonly did: string;
  readonly received: string;
  readonly none: string;
  /** What stands before and after the time. */
  readonly looked: (events: string) => readonly [before: string, after: string];
  readonly older: string;
  readonly latest: string;
  readonly erased: string;
  readonly erasedText: string;
  readonly erasedName: string;
  readonly noDecision: string;
  readonly unknownAccount: string;
  readonly unknownTarget: string;
  readonly unknownText: string;
  readonly caution: string;
  readonly quality: (weight: string) => string;
  readonly owned: string;
}

export const TRAIL_PAGE_WORDS: Record<Lang, TrailPageWords> = {
  zh: {
    account: KIND_WORDS.account.zh,
    back: "返回实时页面",
    counts: "计数",
    countsNone: "该账号自身没有被计数的互动。",
    member: "作为成员参与的疑似协同行为",
    memberNone: "没有任何疑似协同行为包含该账号。",
    owner: "使该账号受益的疑似协同行为",
    touched: "涉及该目标的疑似协同行为",
    touchedNone: "没有任何疑似协同行为涉及该目标。",
    did: "做过的事与判定",
    received: "收到的互动与判定",
    none: "查看的范围内没有事件。",
    looked: (events) => [`查看了日志中的 ${events} 个事件，最早一批接收于 `, "。"],
    older: "查看更早的",
    latest: "回到最新的",
    erased: "已抹除",
    erasedText: "该账号已按要求抹除。日志中仍有它的事件，直到按期限删除；这里不再显示。",
    erasedName: "已抹除的账号",
    noDecision: "判定已不再保留",
    unknownAccount: "没有该账号的记录",
    unknownTarget: "没有该目标的记录",
    unknownText: "日志中没有涉及它的事件。请核对编号：大小写和空格都算在内。",
    caution:
      "判定针对事件，不针对人。同一事实可能有正常的原因：同校、同公司、同一场直播、首次使用。处置之前请先看该疑似协同行为页面上的“为什么不是粉丝团或其他正当群体”。",
    quality: (weight) => `质量权重：${weight}`,
    owned: "受益",
  },
  en: {
    account: "Account",
    back: "back to the live page",
    counts: "Counts",
    countsNone: "Nothing was counted for the account itself.",
    member: "Campaigns it is a member of",
    memberNone: "No campaign has it among its members.",
    owner: "Campaigns it gained from",
    touched: "Campaigns that touch it",
    touchedNone: "No campaign touches it.",
    did: "What it did, and what was decided",
    received: "What it received, and what was decided",
    none: "No event in the part that was looked through.",
    looked: (events) => [`Looked through ${events} events of the log, the earliest received `, "."],
    older: "look further back",
    latest: "back to the latest",
    erased: "erased",
    erasedText:
      "The account was erased on request. The log still holds its events until they are dropped by age; they are not shown.",
    erasedName: "an erased account",
    noDecision: "the decision is no longer kept",
    unknownAccount: "Nothing is known of this account",
    unknownTarget: "Nothing is known of this target",
    unknownText: "No event of the log names it. Check the id: capitals and spaces count.",
    caution:
      "A verdict is about an event, not about a person. The same facts may have an ordinary cause: one school, one office, one live show, a first visit. Before anything is done to an account, read what else it could be on the campaign's page.",
    quality: (weight) => `quality weight: ${weight}`,
    owned: "gained",
  },
};
