import { kindCode } from "../../nouns/event.ts";
import { englishWord } from "./foreign-words.ts";
import { simplified } from "./simplified.ts";

/** What people's tools call an act, most telling first: a word is looked for whole, then within. */
const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ["unlike", ["取消点赞", "取消赞", "unlike", "unliked", "undigg", "cancel_like", "dislike_cancel"]],
  ["unfavorite", ["取消收藏", "unfavorite", "unfavourite", "uncollect", "unstar", "unsave", "unbookmark"]],
  ["unfollow", ["取消关注", "取关", "unfollow", "unfollowed", "unsubscribe", "cancel_follow"]],
  ["live_like", ["直播点赞", "直播间点赞", "live_like", "livelike"]],
  ["wow", ["在看", "wow"]],
  [
    "like",
    [
      "点赞",
      "赞",
      "喜欢",
      "like",
      "liked",
      "likes",
      "digg",
      "thumbsup",
      "thumb_up",
      "upvote",
      "dianzan",
      "dz",
      "heart",
      "praise",
    ],
  ],
  [
    "favorite",
    [
      "收藏",
      "加入收藏",
      "种草",
      "favorite",
      "favourite",
      "fav",
      "collect",
      "collected",
      "star",
      "starred",
      "stargazer",
      "bookmark",
      "save",
      "saved",
      "wishlist",
      "shoucang",
      "watchevent",
    ],
  ],
  ["danmaku", ["弹幕", "发弹幕", "danmaku", "danmu", "barrage", "bullet_chat", "bulletchat"]],
  [
    "comment",
    [
      "评论",
      "回复",
      "留言",
      "评价",
      "点评",
      "跟帖",
      "comment",
      "commented",
      "comments",
      "reply",
      "replied",
      "review",
      "pinglun",
    ],
  ],
  [
    "share",
    [
      "分享",
      "转发",
      "转评",
      "share",
      "shared",
      "repost",
      "retweet",
      "reblog",
      "forward",
      "forwarded",
      "quote",
      "zhuanfa",
      "fenxiang",
    ],
  ],
  [
    "follow",
    [
      "关注",
      "涨粉",
      "订阅",
      "粉丝",
      "follow",
      "followed",
      "follower",
      "followers",
      "subscribe",
      "subscribed",
      "subscriber",
      "fan",
      "fans",
      "guanzhu",
    ],
  ],
  [
    "gift",
    [
      "送礼",
      "礼物",
      "打赏",
      "刷礼物",
      "gift",
      "tip",
      "donate",
      "donation",
      "superchat",
      "super_chat",
      "reward",
    ],
  ],
  ["vote", ["投票", "打榜", "vote", "voted", "poll", "toupiao"]],
  [
    "view",
    [
      "播放",
      "观看",
      "浏览",
      "阅读",
      "曝光",
      "完播",
      "进入直播间",
      "点击",
      "view",
      "viewed",
      "views",
      "play",
      "played",
      "watch",
      "watched",
      "impression",
      "pv",
      "page_view",
      "pageview",
      "visit",
      "read",
      "click",
      "show",
      "expose",
      "exposure",
      "bofang",
      "liulan",
      "listen",
      "stream",
    ],
  ],
];

const EXACT = new Map(
  WORDS.flatMap(([type, words]) => words.map((word) => [word.replaceAll("_", ""), type] as const)),
);

/** Text as words are compared: full-width made plain, lower case, without blanks, `_`, `-` and marks of flags. */
export function plainWord(text: string): string {
  return simplified(text.normalize("NFKC"))
    .toLowerCase()
    .replace(/[\s_\-.·/|"'`]+/g, "");
}

/**
 * What a value of a type column stands for: `点赞`, `LIKE`, `user.like`, `取消关注` → the event type, or its retraction;
 * null for a word that is no act known here. A word within a longer one counts in Chinese (`点赞视频`); in Latin script
 * the words are taken apart first, so that `unlikely` is not a like.
 */
export function eventWord(text: string): string | null {
  const plain = plainWord(text);
  if (plain === "" || plain.length > 40) return null;
  if (kindCode(plain) !== undefined && plain !== "payment") return plain;
  const exact = EXACT.get(plain) ?? EXACT.get(englishWord(plain));
  if (exact !== undefined) return exact;
  for (const [type, words] of WORDS) {
    const word = words.find((one) => /[\u4e00-\u9fff]{2}/.test(one) && plain.includes(one));
    if (word === undefined) continue;
    const before = plain.slice(0, plain.indexOf(word));
    // `不喜欢`, `未点赞`, `非关注`: the act was not done; `撤回评论`: it was taken back.
    if (/[不未没無无非]有?$/.test(before)) return null;
    if (!/取消|撤销|撤回|删除|移除/.test(before) || type.startsWith("un")) return type;
    return kindCode(`un${type}`) === undefined ? null : `un${type}`;
  }
  const parts = text
    .normalize("NFKC")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\u4e00-\u9fff]+/)
    .filter((part) => part !== "");
  if (parts.length > 4) return null;
  const cancelled = parts.some((part) => ["cancel", "un", "remove", "delete", "undo"].includes(part));
  for (const [type, words] of WORDS) {
    if (!parts.some((part) => words.includes(part))) continue;
    return cancelled && kindCode(`un${type}`) !== undefined ? `un${type}` : type;
  }
  return null;
}
