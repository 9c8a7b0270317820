import type { Lang } from "./page-words.ts";

/** The words of the page of policies. */
export interface PolicyPageWords {
  readonly title: string;
  readonly intro: string;
  readonly inForce: string;
  /** What stands before and after the time. */
  readonly since: (by: string) => readonly [before: string, after: string];
  /** Who put a policy in force that came with a start. */
  readonly byStart: string;
  readonly unknownSince: string;
  readonly candidate: Readonly<Record<"activate" | "shadow", string>>;
  readonly candidateNone: string;
  readonly progress: (position: string, behind: string) => string;
  readonly compared: (events: string, stricter: string, milder: string) => string;
  readonly inForceVerdict: string;
  readonly wouldBe: string;
  readonly rules: string;
  readonly rule: string;
  readonly reasons: string;
  readonly stricter: string;
  readonly samples: string;
  readonly samplesNone: string;
  readonly refused: string;
  readonly earlier: string;
  readonly earlierNone: string;
  readonly how: string;
}

export const POLICY_PAGE_WORDS: Record<Lang, PolicyPageWords> = {
  zh: {
    title: "策略",
    intro: "策略可以在运行中更换：新策略先在旁边读完日志，窗口填满后再接替；在此之前旧策略照常判定。",
    inForce: "当前生效",
    since: (by) => ["自 ", ` 起，由 ${by} 启用`],
    byStart: "引擎启动",
    unknownSince: "启用时间未记录",
    candidate: { activate: "即将生效", shadow: "影子策略" },
    candidateNone: "没有正在预热或对比的策略。",
    progress: (position, behind) => `已读取 ${position} 个事件，还差 ${behind} 个。`,
    compared: (events, stricter, milder) =>
      `自启动起对比了 ${events} 个事件：${stricter} 个会更严，${milder} 个会更宽。`,
    inForceVerdict: "当前判定",
    wouldBe: "影子策略的判定",
    rules: "起作用的规则",
    rule: "规则",
    reasons: "作为理由",
    stricter: "使判定更严",
    samples: "判定会改变的最近事件",
    samplesNone: "还没有判定会改变的事件。",
    refused: "最近一次未能生效",
    earlier: "以前的策略",
    earlierNone: "没有更早的策略。",
    how: "更换、对比、撤回：",
  },
  en: {
    title: "Policies",
    intro:
      "A policy can be changed while the engine runs: the new one reads the log beside it and takes over once its windows are filled; until then the old one decides.",
    inForce: "In force",
    since: (by) => ["since ", `, by ${by}`],
    byStart: "a start of the engine",
    unknownSince: "since when is not known",
    candidate: { activate: "About to take over", shadow: "Shadow" },
    candidateNone: "No policy is being warmed or compared.",
    progress: (position, behind) => `It has read ${position} events; ${behind} are left.`,
    compared: (events, stricter, milder) =>
      `${events} events compared since it was started: ${stricter} would be decided more strictly, ${milder} more mildly.`,
    inForceVerdict: "in force",
    wouldBe: "shadow",
    rules: "Rules at work",
    rule: "rule",
    reasons: "a reason of",
    stricter: "of stricter ones",
    samples: "Latest events that would be decided otherwise",
    samplesNone: "No event would be decided otherwise so far.",
    refused: "The latest that did not come into force",
    earlier: "Earlier policies",
    earlierNone: "There was no other policy before.",
    how: "To change, compare or take back: ",
  },
};
