/**
 * Words of which names and bios of followers are made. Common nouns and moods only: nobody's name.
 */
import { type Grammar, parts } from "./grammar.ts";

export const WORDS_EN = parts(
  `sunny|moon|river|coffee|tiger|panda|cloud|noodle|pixel|maple|lemon|shadow|ocean|rabbit|cherry|winter|
  summer|rocket|ghost|peach|mango|storm|velvet|dusty|happy|lazy|sleepy|silent|lucky|tiny|blue|golden|silver|
  wild|cosmic|retro|paper|stone|forest|bamboo|penguin|otter|koala|falcon|whale|turtle|dragon|fox|wolf|bear|
  kitty|puppy|bunny|cookie|biscuit|waffle|mochi|matcha|latte|cocoa|pepper|ginger|basil|honey|sugar|salt|
  toast|jelly|pudding|cake|piano|guitar|drum|vinyl|movie|anime|gamer|runner|hiker|biker|traveler|dreamer|
  maker|baker|painter|reader|writer|star|comet|galaxy|planet|orbit|nova|echo|ember|frost|breeze|rain|snow`,
);

export const WORDS_ZH = parts(
  `小熊|月亮|橘子|西瓜|柠檬|奶茶|汤圆|年糕|豆包|团子|布丁|可乐|芒果|桃子|星星|云朵|晚风|海盐|山茶|青柠|麦芽|
  薄荷|芝士|土豆|番茄|火锅|面条|饺子|猫咪|柴犬|仓鼠|鲸鱼|小鹿|兔子|狐狸|企鹅|考拉|松鼠|风筝|纸船|雨伞|灯塔|
  车站|旧书|胶片|木槿|银杏|梧桐|茉莉|雪花|夏天|冬至|立秋|黄昏|清晨|周末|午后|南方|北海|远方|故里|人间|江湖|
  少年|路人|旅人|诗人|厨子|司机|邻居家的猫|打工人|干饭人|追风的人|夜猫子|摸鱼选手|咸鱼|锦鲤|小透明|学渣|
  程序猿|铲屎官|吃货`,
);

export const MOODS_ZH = parts(
  `爱吃|不想|想要|喜欢|一只|快乐的|孤独的|温柔|认真|迷路的|会飞的|暴躁|努力的|慵懒|安静的|今天也是|奔跑的|
  做梦的|没有|等一个|偷吃|遇见|听说|住在|半糖|微醺|清风与|不加糖的`,
);

/** Digits that people put behind a word. */
export const LUCKY_DIGITS = parts(
  `520|666|233|888|1314|007|123|99|88|77|01|11|2020|168|518|521|0|1|2|3|7|9|101|404`,
);

export const BIO_GRAMMAR: Grammar = {
  thing: WORDS_EN,
  nice: WORDS_ZH,
  place: parts(`北方小城|海边|山里|南方|三线城市|校园|工厂|岛上|江边|高原|somewhere warm|up north|the coast`),
  job: parts(
    `护士|司机|学生|画师|老师|程序员|厨师|会计|美工|自由职业|电工|student|nurse|painter|dad of two|barista`,
  ),
  like: parts(`摄影|跑步|做饭|旅行|听歌|养猫|看书|骑行|打游戏|手账|hiking|music|food|cats|football|baking`),
  bio: parts(
    `{like}|{like} / {like}|{like}、{like}、{like}|{place}的{job}|{job}|爱{like}的{nice}|没什么好介绍的|
    这个人很懒，什么都没有留下|{thing} lover|{like} & {like}|{job}, {place}|慢慢来|记录生活|随便看看|
    只看不说话|{nice}和{nice}|合作私信|✨|🐱|est. {year}|{year}届|今天也要好好{like}|不互关|互关必回|
    just here for the {thing}|living in {place}|把日子过成{nice}|{like}第{n}年|一个喜欢{like}的{job}|
    学习中，勿扰`,
  ),
  /** Bios as sellers of better-made accounts fill them in: taken from a short list. */
  made: parts(
    `热爱生活，热爱{like}|记录美好生活|分享日常，欢迎关注|生活需要仪式感|Life is beautiful|
    Love {like} and {like}|做更好的自己|愿你被世界温柔以待|Stay hungry|平凡的一天|喜欢{like}的女孩|
    努力赚钱好好生活|Dream big|简单快乐`,
  ),
};
