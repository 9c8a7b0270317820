import type { TargetKind } from "../nouns/event.ts";
import type { Both } from "./language.ts";

/** What each kind of target is called. */
export const KIND_WORDS: Readonly<Record<TargetKind, Both>> = {
  video: { zh: "视频", en: "video" },
  article: { zh: "文章", en: "article" },
  live: { zh: "直播", en: "live room" },
  account: { zh: "账号", en: "account" },
  link: { zh: "链接", en: "link" },
  mini_program: { zh: "小程序", en: "mini program" },
  comment: { zh: "评论", en: "comment" },
  product: { zh: "商品", en: "product" },
  place: { zh: "地点", en: "place" },
  music: { zh: "音乐", en: "music" },
  game: { zh: "游戏", en: "game" },
};

/** A kind in both languages; one that is not known stands as it is. */
export function kindWord(kind: string): Both {
  return Object.hasOwn(KIND_WORDS, kind) ? KIND_WORDS[kind as TargetKind] : { zh: kind, en: kind };
}
