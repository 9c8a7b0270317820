import type { Random } from "./random.ts";

const SHORT = [
  "哈哈哈",
  "666",
  "太好看了",
  "绝了",
  "笑死",
  "真的假的",
  "好可爱",
  "学到了",
  "支持",
  "加油",
  "第一",
  "来了来了",
  "泪目",
  "厉害",
  "想吃",
  "求链接",
  "同款",
  "好听",
  "单曲循环",
  "冲",
  "👍",
  "❤️",
  "😂😂",
  "🌹🌹🌹",
  "打卡",
  "nice",
] as const;
const OPENERS = [
  "这个",
  "看到最后",
  "说实话",
  "我家",
  "昨天",
  "第一次",
  "有没有人",
  "刚下班",
  "小时候",
  "我妈",
  "博主",
  "终于",
  "每次",
  "本地人",
  "作为学生",
  "不懂就问",
  "果然",
  "隔壁",
  "凌晨",
  "半夜",
] as const;
const MIDDLES = [
  "也遇到过",
  "看得我",
  "真的很",
  "感觉有点",
  "居然能",
  "完全没想到",
  "一直在等",
  "学着做了",
  "跟着练了三天",
  "买了一个",
  "在这条街",
  "唱得比原版",
  "拍得",
  "讲得",
  "教得",
  "配乐",
  "背景里那个",
  "最后那段",
  "这手法",
  "这段话",
] as const;
const CLOSERS = [
  "太真实了",
  "好清楚",
  "舒服",
  "饿了",
  "哭了",
  "不错",
  "有内味",
  "值得收藏",
  "太难了",
  "绝绝子",
  "啥时候更新",
  "叫什么名字",
  "还会再看",
  "已经转给家人",
  "希望更多人看到",
  "一般般吧",
  "不太认同",
  "但是有个问题",
  "好怀念",
  "加油呀",
] as const;
const SLOGANS = [
  "哥哥永远第一",
  "守护最好的你",
  "数据冲啊",
  "舞台王者",
  "今天也很好看",
  "陪你到世界尽头",
] as const;

/** What an honest viewer writes: a third are the same few short words everybody writes. */
export function honestComment(random: Random): string {
  const roll = random.unit();
  if (roll < 0.34) return SHORT[Math.floor(SHORT.length * random.unit() ** 1.6)]!;
  if (roll < 0.5) return random.pick(OPENERS) + random.pick(CLOSERS);
  const body = random.pick(OPENERS) + random.pick(MIDDLES) + random.pick(CLOSERS);
  return roll < 0.8 ? body : `${body}，${random.pick(SHORT)}`;
}

/** What a fan club's members write: slogans agreed on, half of them with something of their own. */
export function fanComment(random: Random): string {
  const slogan = random.pick(SLOGANS);
  return random.chance(0.5) ? slogan : `${slogan} ${random.pick(SHORT)}`;
}

/** The few texts one buyer ordered, made as an honest comment is made: only their number gives them away. */
export function orderedComments(random: Random, count: number): readonly string[] {
  return Array.from(
    { length: count },
    () => random.pick(OPENERS) + random.pick(MIDDLES) + random.pick(CLOSERS),
  );
}
