import type { EventType } from "../nouns/event.ts";
import type { Both } from "./language.ts";

/** What an event type is called: `one` in English in the singular, `many` in the plural. */
export interface TypeWords {
  readonly zh: string;
  readonly one: string;
  readonly many: string;
  /** Who stands behind the count of a target, where that is not the plural of the act. */
  readonly counted?: Both;
}

/** Event types in both languages: the only table, used by pages, reports, terminal and sentences. */
export const TYPE_WORDS: Readonly<Record<EventType, TypeWords>> = {
  view: { zh: "浏览", one: "view", many: "views" },
  like: { zh: "点赞", one: "like", many: "likes" },
  favorite: { zh: "收藏", one: "favorite", many: "favorites" },
  comment: { zh: "评论", one: "comment", many: "comments" },
  share: { zh: "分享", one: "share", many: "shares" },
  follow: { zh: "关注", one: "follow", many: "follows", counted: { zh: "粉丝", en: "followers" } },
  live_like: { zh: "直播点赞", one: "live like", many: "live likes" },
  wow: { zh: "在看", one: "wow", many: "wows" },
  vote: { zh: "投票", one: "vote", many: "votes" },
  gift: { zh: "送礼", one: "gift", many: "gifts" },
  payment: { zh: "付款", one: "payment", many: "payments" },
  danmaku: { zh: "弹幕", one: "danmaku", many: "danmaku" },
};

function find(type: string): TypeWords | undefined {
  return Object.hasOwn(TYPE_WORDS, type) ? TYPE_WORDS[type as EventType] : undefined;
}

/** `like` → likes, `unlike` → likes taken back. A word that is no type stands as it is. */
export function typeWords(type: string): Both {
  const known = find(type);
  if (known !== undefined) return { zh: known.zh, en: known.many };
  const retracted = type.startsWith("un") ? find(type.slice(2)) : undefined;
  if (retracted !== undefined) return { zh: `取消${retracted.zh}`, en: `${retracted.many} taken back` };
  return { zh: type, en: type };
}

/** The word beside a single event: `like` → like, `unlike` → unlike. A word that is no type stands as it is. */
export function typeWord(type: string): Both {
  const known = find(type);
  if (known !== undefined) return { zh: known.zh, en: known.one };
  const retracted = type.startsWith("un") ? find(type.slice(2)) : undefined;
  if (retracted !== undefined) return { zh: `取消${retracted.zh}`, en: `un${retracted.one}` };
  return { zh: type, en: type };
}

/** The word beside the count of a target: `follow` → followers. A word that is no type stands as it is. */
export function countWords(type: string): Both {
  return find(type)?.counted ?? typeWords(type);
}
