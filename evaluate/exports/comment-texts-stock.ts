/**
 * Comments that many honest people write in the very same words: laughter, the race for the first
 * place, memes, a chorus, a fan club's slogan, wishes at midnight, lottery entries. The most
 * frequent come first; a few phrases make most of such comments.
 */
import { parts } from "./grammar.ts";

/** Short ones of any video, Chinese. */
export const STOCK_ZH = parts(
  `哈哈哈|哈哈哈哈|哈哈哈哈哈|😂|👍|好看|666|❤️|加油|哈哈|😂😂😂|支持|来了|👍👍👍|太可爱了|🔥🔥🔥|求链接|
  打卡|冲|[doge]|好家伙|笑死我了|第一|绝了|爱了爱了|学到了|yyds|？|蹲|牛|前排|😭😭😭|好听|太强了|泪目|催更|
  真不错|🌹🌹🌹|哈哈哈哈哈哈哈哈|笑死|卧槽|更新了|感谢分享|[泪目]|好吃|收藏了|1|啊啊啊啊啊|已三连|破防了|
  来了来了|❤️❤️❤️|厉害|6|🌹|厉害了|妙啊|爷青回|下次一定|太真实了|真好|好活|…|我也想要|辛苦了|坐等更新|
  前排围观|路过|多更|好温柔|奥利给|祝你生日快乐|爱你|bgm是什么|求bgm|同款|哪里买|在哪里|怎么卖|多少钱|同问|
  +1|顶|我也是|确实|对|是的|好的|可以|不错|好|嗯|啊|哇|哇哦|可爱|美|帅|酷`,
);

/** Short ones of any video, English. */
export const STOCK_EN = parts(
  `lol|😂|❤️|😂😂😂|nice|🔥|love this|wow|🔥🔥🔥|haha|lmao|great video|👏👏👏|amazing|who's watching in 2025|
  😍😍😍|same|facts|beautiful|so good|W|goat|❤️❤️❤️|underrated|😭|😭😭😭|cool|thank you|link?|song?|
  song name?|hahaha|first|early|awesome|this is so satisfying|💀|💀💀💀|real|no way|bro|legend|
  love from the other side|notification squad|subscribed|more please|part 2?|part 2 please|respect|i can't|
  omg|OMG|yes|true|exactly|so true|this|+1|up|hi|hello|🙏|🥰|👍|👍👍|good job|keep it up`,
);

/** The race under a fresh video. */
export const FIRST = parts(
  `沙发|first|第一|抢沙发|First!|first!|板凳|前排|沙发！|前排围观|来了|第一！|early|地板|second|热乎的|FIRST|
  here before 100 views`,
);

/** Slogans that a fan club agreed on. One is used per chant, in identical words. */
export const CHANTS = parts(
  `山高水远，此心不改，星河为你而来|十里灯火，一路有你，我们顶峰相见|
  生日快乐！愿你岁岁年年，万事胜意，永远热爱|Wherever you go, the harbour lights go with you 💙💙💙|
  风雨兼程，不负热爱，小满永远在你身后🌾🌾🌾|Paper boats forever! We are with you till the last song ⛵⛵⛵`,
);

/** The chorus of an invented song, as people paste it. */
export const LYRICS = parts(
  `我把旧船票折成一只鸟 飞过你没关的窗台 风说再等等 等到海也老|
  你说下雨天适合想念 我说晴天也一样难挨 城市那么小 刚好错开|慢慢走啊慢慢走 路灯亮到第九盏 就有人在等我|
  Fold the ticket, make it fly, past the window you left open, wait until the sea is old|
  Nine more lamps and I am home, nine more lamps and you will know|
  把旧船票折成鸟 飞过没关的窗台 风说再等等 🎵`,
);

/** Long memes that people copy from each other, word for word. */
export const COPYPASTA = parts(
  `建议大家看的时候不要喝水，我的显示器、键盘、鼠标垫和旁边同事的后背都已经湿了，现在他正在看我|
  家人们谁懂啊，刚刚打开的时候还是下午，现在我的孩子已经考上大学了，他让我替他点个赞|You may not like it,
  but this is what peak performance looks like. My keyboard is wet, my neighbours are awake, my soup is
  cold.|我宣布，从今天起这个视频归我了，想看的人要先给我发一个表情包，不发的我就当你默认投币了|Day 1 of
  asking for the cat to get its own channel. The cat has done all of the work and none of the talking.`,
);

/** Wishes of two festivals, sent around the midnight of one. */
export const WISHES: readonly (readonly string[])[] = [
  parts(
    `中秋快乐|中秋快乐🥮|祝大家中秋快乐|中秋节快乐，阖家团圆|中秋快乐！|🥮🥮🥮|Happy Mid-Autumn!|团圆|
    中秋快乐，心想事成|但愿人长久|今晚月亮好圆|中秋快乐🌕|祝阿婆身体健康|月圆人团圆|Mooncakes for everyone|
    想家了`,
  ),
  parts(
    `新年快乐|新年快乐！|Happy New Year!|新年快乐🎉🎉🎉|happy new year|大家新年快乐，身体健康|
    Happy New Year 🎉|新的一年万事如意|🎉🎉🎉|恭喜发财|心想事成|好运连连|新年第一条评论|新年好|
    Happy new year from the night shift|跨年快乐`,
  ),
];

/** Entries of a lottery: the rules ask for the topic, most people copy the example. */
export const LOTTERY = parts(
  `#云上抽奖# 抽我抽我|#云上抽奖#|#云上抽奖# 求抽中|#云上抽奖# please pick me|#云上抽奖# 拉低中奖率|
  #云上抽奖# 从来没中过，给个机会|#云上抽奖# 许愿|#云上抽奖# 抽我抽我抽我|#云上抽奖# 🍀🍀🍀|
  #云上抽奖# pick me pick me|#云上抽奖# 分母来了|#云上抽奖# 重在参与|#云上抽奖# 万一呢|#云上抽奖# 蹭个好运|
  #云上抽奖# 希望能送给妈妈|#云上抽奖# 关注好久了，抽我`,
);

/** What people answer to each other. */
export const REPLIES = parts(
  `哈哈哈哈|确实|同意|+1|不是吧|你是懂的|笑死|谢谢|真的吗|我也|same|lol|this|agreed|真的假的|没有吧|求告知|
  在评论区置顶|你说得对|感谢|好的谢谢|no way|exactly|thanks!|哪里|多少钱|私了|我也想知道|同求|看简介|看置顶|
  it's in the description|呜呜呜|你也是吗|别这样|有道理|hahaha|where?|how?`,
);

/** Emoji of which people set rows. */
export const EMOJI = parts(`😂|❤️|🔥|👍|😭|🌹|👏|🎉|🥰|💀|😍|🙏|✨|💙|🤣|🥺|💪|🍀`);

/** Mockery of paid comments: honest people quote them. `{quote}` is the paid text. */
export const MOCKERY = parts(
  `“{quote}” 水军能不能换个文案|{quote}（五毛一条，括号内删掉）|{quote}，哈哈哈哈复制了多少遍了|
  why does everyone write "{quote}"|{quote}|评论区怎么都是“{quote}”|{quote} [doge]`,
);
