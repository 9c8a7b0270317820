/**
 * Material of paid comments, one product per theme: sentences to copy, templates with slots,
 * sentences with words to exchange, and the marks by which a writer makes one sentence look like
 * many. Invented products, invented praise.
 */
import { type Grammar, parts } from "./grammar.ts";

/** The product of each theme, as comments call it. */
export const ITEMS: readonly { readonly zh: string; readonly en: string }[] = [
  { zh: "云雀空气锅", en: "Skylark fryer" },
  { zh: "远山背包", en: "Farhill backpack" },
  { zh: "小榫工具箱", en: "Tenon tool kit" },
  { zh: "鹿鸣耳机", en: "Deersong earbuds" },
  { zh: "青舟手柄", en: "Bluebarge controller" },
  { zh: "星芽平板", en: "Starbud tablet" },
];

/** Six sentences that an order gives to all hands. */
export const COPIED = parts(
  `朋友推荐来的，{item}真的没有让我失望，颜值和质量都在线，值得入手|
  用了一段时间才来评价，{item}比我想象中好太多了，强烈推荐给大家|
  一直在纠结要不要买{item}，看完这个视频果断下单，客服态度也很好|
  性价比超高的一款，家里人都说好，以后就认准{item}了|
  Been using the {enItem} for a month now and I can't imagine going back, totally worth every penny|
  这个{item}质量真的很不错，物流也很快，已经推荐给身边的朋友了`,
);

/** Templates: the same frame, other words in the slots. */
export const TEMPLATES = parts(
  `{adj}的{item}，用了{n}天，{effect}，推荐给{people}|
  我是{people}，入手{item}已经{n}天了，{effect}，真的{adj}|{item}真的{adj}！{effect}，{people}一定要试试|
  本来只是想试试{item}，没想到这么{adj}，{effect}，{people}闭眼入|
  As a {enPeople}, I have used the {enItem} for {n} days and it is {enAdj}. {enEffect}.|
  The {enItem} is so {enAdj}! {enEffect}. Every {enPeople} should try it.`,
);

export const TEMPLATE_SLOTS: Grammar = {
  adj: parts("好用|惊艳|实用|划算|贴心|靠谱|高级|省心|给力|良心|精致|耐用"),
  effect: parts(
    `省了不少时间|家人都夸|手感特别好|一点不卡|拿到手就爱了|做工很扎实|比之前那款强太多|完全没有异味|
    操作很简单|充一次能用很久|放在家里也好看|出门带着很方便`,
  ),
  people: parts("上班族|宝妈|学生党|租房党|新手|送长辈的|懒人|出差党|小户型|选择困难症"),
  enAdj: parts(`amazing|practical|reliable|handy|impressive|well made|comfortable|affordable|solid|smart`),
  enEffect: parts(
    `It saves me a lot of time|My family loves it|The quality is outstanding|It arrived in two days|
    It feels premium|Better than my old one|So easy to use|It fits perfectly in my room`,
  ),
  enPeople: parts("student|busy parent|beginner|commuter|gift hunter|night owl|traveller|remote worker"),
};

/** Sentences whose words can be exchanged: each `{slot}` has words of one meaning. */
export const PARAPHRASED = parts(
  `{just}入手的{item}，{feel}{very}不错，做工{fine}，颜色也是我喜欢的，{would}回购|
  {item}用下来{feel}{very}省心，{home}都抢着用，质量{fine}，{would}推荐给朋友|
  {seen}这个视频就{got}了{item}，两天就到了，包装{fine}，{feel}{very}值，{home}也说好|
  {just}{got}的{item}到了，比图片上还好看，{home}{very}喜欢，{would}再来一个|
  {enJust} got the {enItem} and the quality is {enFine}, {enHome} loves it, I would {enWould} buy it again`,
);

export const PARAPHRASE_SLOTS: Grammar = {
  just: parts("刚刚|前几天|最近|上周|月初"),
  got: parts("买|入手|下单|拿下"),
  feel: parts("感觉|觉得|体验|真心"),
  very: parts("非常|特别|很|超级|相当"),
  fine: parts("很好|没得说|很扎实|挑不出毛病"),
  would: parts("会|一定会|肯定会|以后还会"),
  seen: parts("看了|看完|刷到|看到"),
  home: parts("家里人|室友|我妈|全家"),
  enJust: parts("Just|Finally|I recently|Last week I"),
  enFine: parts("great|really good|excellent|outstanding"),
  enHome: parts("my family|everyone at home|my roommate"),
  enWould: parts("definitely|absolutely|certainly|totally"),
};

/** Sentences of which only the marks vary. */
export const VARIED = parts(
  `{item}真的绝绝子，姐妹们冲鸭，错过后悔一年|终于等到{item}降价，果断囤了两个，快去看看|
  {item}yyds，谁用谁知道，不好用来找我|
  If you are still thinking about the {enItem}, just get it, thank me later`,
);

/** Marks that stand in for a comma or an end, and letters that look alike or do not show. */
export const MARKS = {
  ends: parts("！|！！|!!!|～|。|。。。|✨|🔥🔥|❤️|👍👍|💯|😍"),
  starts: parts("✨|🔥🔥|❤️|👍👍|💯|😍"),
  commas: ["，", ",", " ", "！", "~", "，，", "、", " 🔥 ", "…"],
  unseen: ["\u200b", "\u200c", "\u2060", "\u00a0"],
} as const;

/** Letters after a text that make it unlike its copies. */
export const TAIL_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
