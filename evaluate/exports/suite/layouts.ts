import type { Act, ActType } from "./acts.ts";

/** What a column may write about an act; made for a file from its forms of ids and times. */
export interface Writer {
  readonly time: (act: Act) => string;
  readonly person: (act: Act) => string;
  readonly name: (act: Act) => string;
  readonly target: (act: Act) => string;
  /** Id of the act itself, such as a comment's id. */
  readonly own: (act: Act) => string;
  readonly owner: string;
  /** A small count, as likes of a comment are. */
  readonly count: (act: Act) => number;
  readonly device: (act: Act) => string;
  readonly ip: (act: Act) => string;
  readonly word: (type: ActType) => string;
  /** Moment of the export, in the file's form: the same in each row, or nearly. */
  readonly collected: (act: Act) => string;
  /** When the post was published: earlier than every act, one value a post. */
  readonly published: (act: Act) => string;
}

export type Column = readonly [header: string, value: (act: Act, w: Writer) => string];

export interface Layout {
  /** Where the column names were seen: names only, no row of anybody. */
  readonly seenIn: string;
  readonly columns: readonly Column[];
  readonly types: readonly ActType[];
  readonly language: "zh" | "en" | "de" | "tw";
  /** `name`: nothing but a nickname says who. */
  readonly identity: "id" | "name";
  /** True where the file is of one post, which no column names. */
  readonly oneTarget: boolean;
}

const time = (header: string): Column => [header, (a, w) => w.time(a)];
const person = (header: string): Column => [header, (a, w) => w.person(a)];
const name = (header: string): Column => [header, (a, w) => w.name(a)];
const target = (header: string): Column => [header, (a, w) => w.target(a)];
const own = (header: string): Column => [header, (a, w) => w.own(a)];
const text = (header: string): Column => [header, (a) => a.text];
const count = (header: string): Column => [header, (a, w) => String(w.count(a))];
const fixed = (header: string, value: string): Column => [header, () => value];
const PLACES = ["广东", "浙江", "北京", "四川", "江苏", "河南", "未知"];
const place = (header: string): Column => [header, (a) => PLACES[a.who % PLACES.length]!];

function layout(
  seenIn: string,
  types: readonly ActType[],
  language: Layout["language"],
  columns: readonly Column[],
  rest: Partial<Pick<Layout, "identity" | "oneTarget">> = {},
): Layout {
  return { seenIn, types, language, columns, identity: "id", oneTarget: false, ...rest };
}

const comment: readonly ActType[] = ["comment"];
const WORDS_MIXED: readonly ActType[] = ["view", "view", "view", "like", "comment", "share", "follow"];

export const LAYOUTS = {
  "crawler-douyin": layout("MediaCrawler, store/douyin", comment, "zh", [
    own("comment_id"),
    time("create_time"),
    place("ip_location"),
    target("aweme_id"),
    text("content"),
    person("user_id"),
    ["sec_uid", (a, w) => `MS4wLjABAAAA${w.person(a)}`],
    fixed("short_user_id", "0"),
    name("user_unique_id"),
    fixed("user_signature", ""),
    name("nickname"),
    fixed("avatar", "https://p3.example.com/aweme/100x100/a.jpeg"),
    fixed("sub_comment_count", "0"),
    count("like_count"),
    ["last_modify_ts", (a, w) => w.collected(a)],
    fixed("parent_comment_id", "0"),
    fixed("pictures", ""),
  ]),
  "crawler-notes": layout("MediaCrawler, store/xhs", comment, "zh", [
    own("comment_id"),
    time("create_time"),
    place("ip_location"),
    target("note_id"),
    text("content"),
    person("user_id"),
    name("nickname"),
    fixed("avatar", "https://sns.example.com/avatar/1.jpg"),
    count("sub_comment_count"),
    fixed("pictures", ""),
    fixed("parent_comment_id", "0"),
    ["last_modify_ts", (a, w) => w.collected(a)],
    count("like_count"),
  ]),
  "bili-floors": layout(
    "Bilibili comment crawlers on GitHub",
    comment,
    "zh",
    [
      ["楼层", (a) => String(a.nth + 1)],
      time("评论时间"),
      count("点赞数"),
      person("uid"),
      name("用户名"),
      fixed("性别", "保密"),
      ["等级", (a) => String(a.who % 7)],
      place("IP属地"),
      text("评论内容"),
    ],
    { oneTarget: true },
  ),
  "target-link": layout("a comment collector sold in China (GUI)", comment, "zh", [
    ["目标链接", (a, w) => `https://www.douyin.com/video/${w.target(a)}`],
    ["页码", (a) => String(Math.floor(a.nth / 20) + 1)],
    name("评论者昵称"),
    ["评论者id", (a, w) => w.name(a).replace(/[^\w]/g, "x")],
    person("评论者uid"),
    ["评论者主页链接", (a, w) => `https://www.douyin.com/user/MS4w${w.person(a)}`],
    time("评论时间"),
    place("评论IP属地"),
    count("评论点赞数"),
    ["评论级别", (a) => (a.nth % 4 === 0 ? "二级评论" : "一级评论")],
    text("评论内容"),
  ]),
  "note-link": layout("a note collector sold in China (GUI)", comment, "zh", [
    ["笔记链接", (a, w) => `https://www.xiaohongshu.com/explore/${w.target(a)}`],
    [
      "笔记链接_长",
      (a, w) =>
        `https://www.xiaohongshu.com/explore/${w.target(a)}?xsec_token=AB${a.what}cd=&xsec_source=pc_feed`,
    ],
    ["页码", (a) => String(Math.floor(a.nth / 10) + 1)],
    name("评论者昵称"),
    person("评论者id"),
    ["评论者主页链接", (a, w) => `https://www.xiaohongshu.com/user/profile/${w.person(a)}`],
    time("评论时间"),
    place("评论IP属地"),
    count("评论点赞数"),
    fixed("评论级别", "根评论"),
    text("评论内容"),
  ]),
  "names-only": layout(
    "browser extensions for Kuaishou and Douyin comments",
    comment,
    "zh",
    [name("昵称"), text("评论内容"), time("评论时间"), count("点赞数"), count("回复数")],
    { identity: "name", oneTarget: true },
  ),
  "creator-desk": layout(
    "Excel export of a creator's desk",
    comment,
    "zh",
    [
      own("评论ID"),
      target("作品ID"),
      name("用户昵称"),
      text("评论内容"),
      count("点赞数"),
      time("评论时间"),
      ["采集时间", (a, w) => w.collected(a)],
    ],
    { identity: "name" },
  ),
  "export-comments": layout(
    "ExportComments.com, Instagram",
    comment,
    "en",
    [
      ["", (a) => String(a.nth + 1)],
      name("Name"),
      ["Username", (a, w) => w.name(a)],
      person("Profile ID"),
      time("Date"),
      count("Likes"),
      text("Comment"),
      fixed("User Verified", "no"),
      own("Comment ID"),
      ["Profile URL", (a, w) => `https://www.instagram.com/${w.name(a)}`],
      ["Comment URL", (a, w) => `https://www.instagram.com/p/DZDH8YstgWl/c/${w.own(a)}`],
    ],
    { oneTarget: true },
  ),
  "actor-tiktok": layout("Apify, TikTok comments", comment, "en", [
    ["videoWebUrl", (a, w) => `https://www.tiktok.com/@brand/video/${w.target(a)}`],
    ["submittedVideoUrl", (a, w) => `https://www.tiktok.com/@brand/video/${w.target(a)}`],
    own("cid"),
    ["createTime", (a) => String(a.atMs / 1000)],
    time("createTimeISO"),
    text("text"),
    count("diggCount"),
    count("replyCommentTotal"),
    person("uid"),
    name("uniqueId"),
    fixed("avatarThumbnail", "https://p16.example.com/a.jpeg"),
  ]),
  "video-and-comment": layout("YouTube comment exporters in TypeScript", comment, "en", [
    target("videoId"),
    ["publishedAt", (a, w) => w.published(a)],
    ["title", (a) => `Video no. ${a.what + 1}, with a comma`],
    fixed("channelTitle", "Brand Channel"),
    ["channelId", (_a, w) => w.owner],
    ["viewCount", (a) => String(120_000 + a.what * 371)],
    ["videoLikeCount", (a) => String(3_000 + a.what * 17)],
    ["commentCount", (a) => String(400 + a.what)],
    name("authorDisplayName"),
    ["authorChannelUrl", (a, w) => `http://www.youtube.com/channel/UC${w.person(a)}`],
    text("comment"),
    count("commentLikeCount"),
    ["commentPublishedAt", (a, w) => w.time(a)],
  ]),
  "data-broker": layout("Bright Data, TikTok comments", comment, "en", [
    ["post_url", (a, w) => `https://www.tiktok.com/@brand/video/${w.target(a)}`],
    target("post_id"),
    ["post_date_created", (a, w) => w.published(a)],
    ["date_created", (a, w) => w.time(a)],
    text("comment_text"),
    count("num_likes"),
    count("num_replies"),
    own("comment_id"),
    ["comment_url", (a, w) => `https://www.tiktok.com/@brand/video/${w.target(a)}?comment=${w.own(a)}`],
    name("commenter_user_name"),
    person("commenter_id"),
    ["commenter_url", (a, w) => `https://www.tiktok.com/@${w.name(a)}`],
  ]),
  "likes-zh": layout("desks that list who liked", ["like"], "zh", [
    person("点赞用户ID"),
    name("点赞用户昵称"),
    time("点赞时间"),
    target("作品ID"),
    ["作品标题", (a) => `第${a.what + 1}期，新品开箱`],
  ]),
  "likes-en": layout("a platform's own table", ["like"], "en", [
    person("user_id"),
    target("video_id"),
    time("liked_at"),
    ["device_id", (a, w) => w.device(a)],
    ["ip", (a, w) => w.ip(a)],
  ]),
  "likes-mixed": layout("an agency's sheet, header in two languages", ["like"], "zh", [
    ["序号 No.", (a) => String(a.nth + 1)],
    person("用户ID User ID"),
    name("昵称 Nickname"),
    target("视频ID Video ID"),
    time("点赞时间 Like Time"),
    fixed("平台 Platform", "抖音"),
  ]),
  "fans-zh": layout(
    "desks that list new followers",
    ["follow"],
    "zh",
    [
      person("粉丝ID"),
      name("粉丝昵称"),
      time("关注时间"),
      fixed("性别", "未知"),
      place("地区"),
      count("粉丝数"),
      count("作品数"),
    ],
    { oneTarget: true },
  ),
  "fans-en": layout(
    "follower exports with a date",
    ["follow"],
    "en",
    [
      person("User ID"),
      name("Username"),
      ["Full name", (a, w) => w.name(a).replace(".", " ")],
      time("Followed at"),
      count("Followers"),
      count("Following"),
      fixed("Is verified", "false"),
    ],
    { oneTarget: true },
  ),
  stars: layout("GitHub stargazers", ["favorite"], "en", [target("repo"), name("user"), time("starred_at")], {
    identity: "name",
  }),
  "danmaku-hash": layout(
    "danmaku crawlers on GitHub",
    ["danmaku"],
    "zh",
    [
      own("danmaku_id"),
      person("user_hash"),
      text("content"),
      time("real_time"),
      [
        "video_time",
        (a) => `00:${String(a.nth % 60).padStart(2, "0")}:${String(a.who % 60).padStart(2, "0")}`,
      ],
    ],
    { oneTarget: true },
  ),
  "danmaku-live": layout("live-room danmaku recorders", ["danmaku"], "zh", [
    time("时间"),
    target("直播间"),
    fixed("主播", "主播A"),
    name("名字"),
    person("小红书号"),
    text("弹幕内容"),
    place("IP属地"),
  ]),
  "plays-zh": layout("a platform's play log", ["view"], "zh", [
    time("播放时间"),
    person("用户ID"),
    target("视频ID"),
    count("播放时长(秒)"),
    ["设备ID", (a, w) => w.device(a)],
    ["IP", (a, w) => w.ip(a)],
  ]),
  "plays-en": layout("a platform's play log", ["view"], "en", [
    time("ts"),
    person("uid"),
    target("vid"),
    ["play_ms", (a) => String(900 + ((a.nth * 7919) % 58_000))],
    ["device_id", (a, w) => w.device(a)],
    ["client_ip", (a, w) => w.ip(a)],
  ]),
  "shares-weibo": layout("Weibo repost lists", ["share"], "zh", [
    person("转发者ID"),
    name("转发者昵称"),
    time("转发时间"),
    target("微博ID"),
    fixed("来源", "iPhone客户端"),
    ["转发内容", (a) => (a.nth % 3 === 0 ? "转发微博" : a.text)],
  ]),
  "mixed-en": layout("a platform's event table", WORDS_MIXED, "en", [
    own("event_id"),
    time("event_time"),
    ["event_type", (a, w) => w.word(a.type)],
    person("user_id"),
    target("item_id"),
    ["author_id", (_a, w) => w.owner],
    ["device_id", (a, w) => w.device(a)],
    ["ip", (a, w) => w.ip(a)],
  ]),
  "mixed-zh": layout("a platform's event table", WORDS_MIXED, "zh", [
    time("行为时间"),
    ["行为类型", (a, w) => w.word(a.type)],
    person("用户ID"),
    target("内容ID"),
    ["作者ID", (_a, w) => w.owner],
    ["设备号", (a, w) => w.device(a)],
    ["客户端IP", (a, w) => w.ip(a)],
  ]),
  "comments-tw": layout("Taiwanese desks", comment, "tw", [
    own("留言ID"),
    person("留言者ID"),
    name("留言者"),
    time("留言時間"),
    text("留言內容"),
    target("影片ID"),
    count("按讚數"),
  ]),
  "comments-de": layout("German desks, Excel", comment, "de", [
    person("Benutzer-ID"),
    name("Benutzername"),
    time("Datum"),
    text("Kommentar"),
    target("Beitrag-ID"),
    count("Gefällt mir"),
  ]),
  reviews: layout(
    "shop reviews, goods as targets",
    comment,
    "zh",
    [
      target("商品ID"),
      ["商品名称", (a) => `保温杯${a.what}号`],
      name("买家昵称"),
      text("评价内容"),
      time("评价时间"),
      fixed("评分", "5"),
    ],
    { identity: "name" },
  ),
} as const satisfies Record<string, Layout>;

export type LayoutName = keyof typeof LAYOUTS;
