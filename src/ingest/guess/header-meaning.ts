import { eventWord } from "./event-words.ts";
import { headerTokens } from "./header-tokens.ts";
import { isPlatformAccount } from "./platform-account.ts";

/** Who or what a column is about. `author`: in a list of comments who wrote them, in a list of likes whose work it is. */
export type Entity = "actor" | "author" | "owner" | "target" | "event" | "none";
export type Aspect =
  | "id"
  | "handle"
  | "name"
  | "url"
  | "any"
  | "time"
  | "count"
  | "text"
  | "type"
  | "kind"
  | "act"
  | "ip"
  | "device"
  | "user_agent"
  | "app_version"
  | "asn"
  | "source"
  | "share"
  | "batch"
  | "dwell"
  | "ratio"
  | "duration"
  | "amount"
  | "ignored";
/** Which moment a time column tells. */
export type Moment = "act" | "plain" | "published" | "registered" | "collected" | "end";

export interface Meaning {
  readonly entity: Entity;
  readonly aspect: Aspect;
  readonly moment?: Moment;
  /** The act that the name tells of: `点赞时间` → like. */
  readonly act?: string;
  /** What the column's number counts in milliseconds: `停留时长(秒)` → 1000. */
  readonly unitMs?: number;
}

const IGNORED =
  /头像|图片|封面|性别|年龄|签名|简介|颜色|字号|字体|模式|弹幕池|出现时间|订单编号|星级|人均|属地|归属地|省份|城市|国家|地区|区域|认证|等级|排名|^排序|备注|标签|星座|关键词|表情|置顶|语言|情感/;
const IGNORED_TOKENS =
  "fontsize color colour pool mode avatar photo picture pictures pic image images thumbnail thumb progress cover gender sex age signature sign bio location province city country region verified verification level rank sort avatarthumbnail emoji lang language heart pinned token keyword signin desc description hashtags tags sentiment reactions".split(
    " ",
  );
const PARENT = /上级|父评论|父级|根评论|主评论|被回复|回复对象|回复给/;
const PARENT_TOKENS = "parent root replied inreplyto".split(" ");
const ROW_NUMBER = /^(?:序号|编号|行号|#|no\.?|index|idx|rownum|row|unnamed.*|lfd\.?nr\.?)$/;

const COUNT_END =
  /(?:数|数量|次数|人数|总量|总数|播放量|阅读量|点赞量|评论量|转发量|收藏量|曝光量|浏览量|销量|热度|获赞|占比|比例|得分|评分|分数|积分)$/;
const COUNT_TOKENS =
  "count counts cnt num nums total totals number likes votes upvotes replies shares followers following fans favourites score ratio rate views plays karma stars reposts retweets".split(
    " ",
  );

const REGISTERED = /注册|开户|开通时间|入驻|账号创建|加入时间/;
const REGISTERED_TOKENS =
  "registered register registration reg signup joined join registertime regtime".split(" ");
const COLLECTED = /采集|抓取|爬取|入库|导出|更新|修改|最后|截止|同步|下载|插入|提取/;
const COLLECTED_TOKENS =
  "crawl crawled scraped scrape fetch fetched export exported update updated modify modified modification last collected extracted inserted insert ingested downloaded load etl processed sync".split(
    " ",
  );
const END = /结束|离开|退出|下播|截止/;
const END_TOKENS = "end ended finish finished leave expire expires expired due stop".split(" ");
const PUBLISHED = /发布|发表|发文|上架|投稿|开播/;
const PUBLISHED_TOKENS = "published publish posted pubdate release upload uploaded released".split(" ");
const TIME = /时间|日時|日时|日付|什么时候|何时|日期|时刻|年月日|时戳/;
const TIME_TOKENS =
  "time date datetime timestamp ts at ctime dt created createtime createdat createdate createtimeiso timestamps day when iso utc pubdate moment eventtime".split(
    " ",
  );

const DWELL = /停留|观看时长|播放时长|浏览时长|阅读时长|观看秒|播放秒|观看了多/;
const DWELL_TOKENS = [
  ["dwell"],
  ["play", "ms"],
  ["watch", "ms"],
  ["play", "duration"],
  ["watch", "sec"],
  ["play", "sec"],
  ["play", "seconds"],
  ["view", "ms"],
  ["watch", "time"],
  ["watched"],
  ["play", "time"],
  ["stay"],
  ["watch", "seconds"],
  ["watch", "duration"],
  ["view", "duration"],
  ["play", "duration"],
  ["dwelltime"],
  ["playtime"],
  ["watchtime"],
  ["view", "seconds"],
  ["secs"],
];

const ACTOR =
  /用户|使用者|谁|何人|留言者|留言人|叫什么|网友|评论者|评论人|评论账号|粉丝|账户|会员|观众|买家|顾客|客户|点赞者|点赞人|关注者|访客|发送者|发送人|打赏人|送礼人|投票人|互动人|行为主体|操作人|玩家|听众|读者|参与者|昵称|网名|姓名|帐号|微信号|手机号|openid/;
const ACTOR_TOKENS =
  "user users uid commenter commentor reviewer actor mid member fan follower viewer visitor login screenname nickname nick uname uniqueid openid unionid buyer customer liker subscriber person voter gifter stargazer sender listener player reader participant midhash userid username useruid secuid uidcrc32 fullname userhash handle profile who from account_id sourceuser giver donor".split(
    " ",
  );
const AUTHOR = /作者|账号|发布者|发布人|^名称$/;
const AUTHOR_TOKENS = "author account owner profile member poster writer authorname authorid".split(" ");
const OWNER =
  /达人|博主|up主|主播|创作者|归属|被关注|商家|卖家|店主|频道|公众号|视频号|所属账号|目标账号|kol|被点赞人|收礼人|红人|艺人|歌手/;
const OWNER_TOKENS =
  "creator channel uploader anchor streamer kol influencer seller publisher followee followed blogger broadcaster artist brand receiver recipient host".split(
    " ",
  );
const TARGET =
  /视频|影片|投稿(?!者|人)|贴文|帖文|作品|笔记|帖子|文章|动态|微博|商品|宝贝|直播间|直播|歌曲|单曲|音乐|专辑|游戏|应用|地点|门店|店铺|商户|目标|对象|话题|稿件|剧集|节目|选手|参赛者|候选人|小程序|链接|内容|原文|素材|物料|房间|场次|专栏|图文|短片|影片|书籍/;
const TARGET_TOKENS =
  "video videos vid aweme post note tweet status item items content article media target object goods product sku spu song track music album game app place poi shop store live room repo repository link bvid bv aid avid oid cid2 work feed thread topic page question answer episode movie book weibo mblog shortcode reel clip short shorts url asin story asset contestant candidate nominee photoid liveid songid itemid videoid postid noteid awemeid tweetid trackid gameid placeid conversation subject".split(
    " ",
  );
const EVENT_TOKENS =
  "comment reply event log record action rpid cid dmid danmaku danmu barrage like follow gift vote trade interaction behavior order flow request trace message msg".split(
    " ",
  );
const EVENT = /评论|点评|评价|弹幕|回复|留言|日志|流水|记录|事件|行为|互动|点赞|关注|收藏|订单/;

const TYPE = /(?:行为|互动|事件|操作|动作|交互|活动)(?:类型|类别|名称|种类|名|方式)?$|^类型$|^动作$|^行为$/;
const TYPE_JOINED =
  /^(?:event|action|behaviou?r|act|op|operation|interaction|engagement|activity|verb|kind_of_event|do|what)(?:type|name|kind|code)?$|^type$/;

const has = (tokens: readonly string[], words: readonly string[]): boolean =>
  tokens.some((token) => words.includes(token));

/** A column's name → what it says, or null when it says nothing known. Chinese, English and the dialects of common tools. */
export function headerMeaning(name: string): Meaning | null {
  const { flat, tokens, unitMs } = headerTokens(name);
  if (flat === "") return null;
  const joined = tokens.join("");
  const unit = unitMs === undefined ? {} : { unitMs };
  const none = (aspect: Aspect): Meaning => ({ entity: "none", aspect, ...unit });
  if (ROW_NUMBER.test(flat)) return none("ignored");
  if (
    /^(?:client|remote|source|src|user|login|last)?ip(?:v[46]|地址|addr|address)?$|^(?:登录|用户|访问|客户端|来源)ip(?:地址)?$|^x?forwardedfor$|^remoteaddr(?:ess)?$/.test(
      joined,
    )
  ) {
    return none("ip");
  }
  if (/^(?:ipcountry|iplocation|iplabel|ip属地)/.test(joined) || IGNORED.test(flat)) return none("ignored");
  if (/用户代理|useragent|^ua$|浏览器/.test(joined)) return none("user_agent");
  if (PARENT.test(flat) || has(tokens, PARENT_TOKENS) || /inreplyto|replyto/.test(joined))
    return none("ignored");
  if (/注册批次|registrationbatch|regbatch|^batch(?:id|no)?$/.test(joined)) return none("batch");
  if (/设备|机器码|指纹|终端号/.test(flat) && !/类型|型号|品牌|系统/.test(flat)) return none("device");
  if (
    has(tokens, [
      "device",
      "deviceid",
      "idfa",
      "idfv",
      "oaid",
      "imei",
      "androidid",
      "gaid",
      "fingerprint",
      "udid",
      "phone",
      "mac",
      "did",
    ]) &&
    !has(tokens, ["model", "type", "brand", "os", "name"])
  ) {
    return none("device");
  }
  if (/^(?:app)?version(?:name|code)?$|appversion|版本/.test(joined)) return none("app_version");
  if (/^asn$|asnumber/.test(joined)) return none("asn");
  if (/上级分享|分享id|分享链|parentshare|shareid|fromshare/.test(joined)) return none("share");
  if (
    /完播率|播放进度|完成度|播放完成|playratio|watchratio|completionrate|completion|watchedpercent/.test(
      joined,
    )
  )
    return none("ratio");
  if (
    /(?:视频|作品|歌曲|内容|节目|音频)时长|videoduration|durationms|^duration(?:ms|s|sec|seconds)?$|videolength|^时长$|tracklength/.test(
      joined,
    )
  )
    return none("duration");
  if (/forever|lifetime|累计/.test(joined)) return none("ignored");
  if (DWELL.test(flat) || DWELL_TOKENS.some((words) => words.every((word) => tokens.includes(word))))
    return none("dwell");
  if (/金额|价格|单价|实付|支付|amount|price|bits|coins|音浪|抖币|钻石/.test(flat)) return none("amount");

  const act = eventWord(name) ?? undefined;
  const told = act === undefined ? {} : { act };
  if (TIME.test(flat) || has(tokens, TIME_TOKENS)) {
    const moment: Moment =
      REGISTERED.test(flat) || has(tokens, REGISTERED_TOKENS)
        ? "registered"
        : COLLECTED.test(flat) || has(tokens, COLLECTED_TOKENS)
          ? "collected"
          : END.test(flat) || has(tokens, END_TOKENS)
            ? "end"
            : (PUBLISHED.test(flat) || has(tokens, PUBLISHED_TOKENS)) && act === undefined
              ? "published"
              : act === undefined
                ? "plain"
                : "act";
    // `post_date_created`, `视频创建时间`: when the target came to be, unless a comment is spoken of.
    if (
      moment === "plain" &&
      (TARGET.test(flat) || has(tokens, TARGET_TOKENS)) &&
      !EVENT.test(flat) &&
      !has(tokens, EVENT_TOKENS)
    ) {
      return { entity: "target", aspect: "time", moment: "published" };
    }
    // `账号创建时间`, `account created`: when something else came to be.
    const other =
      moment === "plain" && (has(tokens, ["account"]) || /账号/.test(flat)) ? "registered" : moment;
    return { entity: "event", aspect: "time", moment: other, ...told };
  }
  if (has(tokens, REGISTERED_TOKENS) || REGISTERED.test(flat))
    return { entity: "event", aspect: "time", moment: "registered" };
  if (has(tokens, COLLECTED_TOKENS) && !has(tokens, ["id"])) return none("ignored");
  if (/^(?:新增|累计|净增|日增|总)/.test(flat) || COUNT_END.test(flat) || has(tokens, COUNT_TOKENS))
    return { entity: "none", aspect: "count", ...told };
  if (TYPE.test(flat) || TYPE_JOINED.test(joined)) return { entity: "event", aspect: "type" };
  if (/(?:类型|类别|形式|体裁)$|(?:type|kind|category)$/.test(joined))
    return { entity: "target", aspect: "kind" };
  if (has(tokens, IGNORED_TOKENS)) return none("ignored");
  if (/^(?:是否|is|has|did|if)/.test(joined) && act !== undefined)
    return { entity: "event", aspect: "act", act };
  if (has(tokens, ["is", "has"]) || /^是否/.test(flat)) return none("ignored");
  const aspect = aspectOf(name, flat, tokens, joined);
  if (
    /(?:评论|弹幕|回复|留言|评价|点评)(?:内容|正文|文本|详情|信息)|^(?:评论|评价|弹幕|留言|回复|正文|文本|内容|评论正文)$|评论文字/.test(
      flat,
    )
  ) {
    return {
      entity: "event",
      aspect: "text",
      ...(flat === "内容" || flat === "正文" || flat === "文本" ? {} : told),
    };
  }
  if (
    /^(?:comment|reply|review|danmaku|danmu)?(?:text|content|body|message|msg|textdisplay|textoriginal|rawcontent|fulltext)$|^comments?$|^danmaku$|^review$/.test(
      joined,
    ) ||
    /(?:content(?:message)|text(?:display|original))$/.test(joined)
  ) {
    return { entity: "event", aspect: "text", ...told };
  }
  if (
    /来源|渠道|入口|referr?er|^source$|^channel$|trafficsource|^scene$|^tab$|^from$/.test(joined) &&
    aspect === "any"
  )
    return none("source");
  return entityOf(flat, tokens, joined, aspect, act);
}

function entityOf(
  flat: string,
  tokens: readonly string[],
  joined: string,
  aspect: Aspect,
  act: string | undefined,
): Meaning | null {
  const told = act === undefined ? {} : { act };
  if (has(tokens, ["author"]) && has(tokens, ["channel"])) return { entity: "author", aspect };
  if (
    OWNER.test(flat) ||
    has(tokens, OWNER_TOKENS) ||
    /^(?:to|target)(?:user|account|uid)|^up(?:id|uid|mid|name)?$/.test(joined)
  )
    return { entity: "owner", aspect };
  const actor = ACTOR.test(flat) || has(tokens, ACTOR_TOKENS);
  // `comment_author_id`, `video_author`: the last word about a person decides; what stands before says whose.
  const author = AUTHOR.test(flat) || has(tokens, AUTHOR_TOKENS);
  const target = TARGET.test(flat) || has(tokens, TARGET_TOKENS);
  if (!actor && !author && isPlatformAccount(joined)) return { entity: "actor", aspect: "handle" };
  if (author && target && !actor) {
    if (
      /^(?:账号|作者|博主)?(?:主页)?链接$|^(?:author|channel|profile|account)(?:page)?(?:url|link)$/.test(
        joined,
      )
    )
      return { entity: "author", aspect: "url" };
    return { entity: "owner", aspect };
  }
  if (actor && target && /(?:视频|作品|笔记|商品|直播|帖子|文章).*(?:用户|昵称)/.test(flat))
    return { entity: "owner", aspect };
  if (author && !/评论|commenter|comment/.test(joined) && !(actor && aspect !== "any"))
    return { entity: "author", aspect };
  if (actor || author)
    return {
      entity: "actor",
      aspect: aspect === "any" && /昵称|姓名|网名/.test(flat) ? "name" : aspect,
      ...told,
    };
  const event = EVENT.test(flat) || has(tokens, EVENT_TOKENS);
  if (event && (aspect === "id" || aspect === "url") && !target) return { entity: "event", aspect, ...told };
  if (event && aspect === "id" && /评论id|commentid|replyid/.test(joined))
    return { entity: "event", aspect, ...told };
  if (event && aspect === "url" && /评论|回复|comment|reply/.test(joined))
    return { entity: "event", aspect, ...told };
  if (target) return { entity: "target", aspect };
  if (act !== undefined) return { entity: "event", aspect: "act", act };
  if (/^_?id$|^uuid$|^guid$|^pk$|^key$/.test(joined)) return { entity: "event", aspect: "id" };
  if (/^(?:标题|title|headline)$/.test(joined)) return { entity: "target", aspect: "name" };
  if (/^(?:name|username|名字|名称)$/.test(joined)) return { entity: "author", aspect: "name" };
  if (/^(?:url|link|网址|链接|permalink|pageurl)$/.test(joined)) return { entity: "target", aspect: "url" };
  return null;
}

function aspectOf(name: string, flat: string, tokens: readonly string[], joined: string): Aspect {
  if (
    /链接|网址|主页/.test(flat) ||
    has(tokens, ["url", "link", "href", "permalink", "webvideourl", "weburl"])
  )
    return "url";
  if (/昵称|名称|名字|标题|姓名|用户名|网名/.test(flat)) return flat.includes("用户名") ? "handle" : "name";
  if (
    /(?:id|编号|编码|号|标识|uid|mid)$/.test(joined) ||
    has(tokens, [
      "id",
      "uid",
      "mid",
      "vid",
      "aid",
      "bvid",
      "oid",
      "key",
      "hash",
      "guid",
      "openid",
      "unionid",
      "rpid",
      "cid",
      "dmid",
      "pk",
      "code",
      "midhash",
      "uidcrc32",
      "shortcode",
      "asin",
      "sku",
      "spu",
    ])
  )
    return "id";
  if (
    /(?:^|[^_])user-?name$/i.test(name) ||
    has(tokens, ["username", "login", "handle", "unique", "slug", "screenname", "account"]) ||
    /screenname|uniqueid/.test(joined)
  )
    return "handle";
  if (has(tokens, ["name", "nickname", "nick", "fullname", "displayname", "uname", "title", "display"]))
    return "name";
  return "any";
}
