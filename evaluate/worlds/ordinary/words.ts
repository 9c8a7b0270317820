/** What people write. Groups have set phrases: a teacher's link is answered by forty like words. */

import type { Chance } from "./chance.ts";

const OPENINGS = [
  "哈哈",
  "真的",
  "太",
  "",
  "",
  "这个",
  "我家也",
  "刚看到，",
  "第一次见，",
  "说得",
  "看完",
] as const;
const MIDDLES = [
  "好看",
  "好笑",
  "对",
  "有用",
  "香",
  "厉害",
  "想去",
  "学到了",
  "看饿了",
  "舒服",
  "离谱",
  "可爱",
  "不敢信",
  "想起小时候",
  "什么时候更新",
  "在哪里买的",
  "多少钱",
  "一般般吧",
  "看不懂",
  "我也试试",
] as const;
const ENDINGS = ["", "", "", "！", "。", "😂", "👍", "🌹", "了", "啊", "呀", "～", "？", "哈哈哈"] as const;

/** A remark of somebody who has nothing in mind but the work. */
export function remark(chance: Chance): string {
  return chance.pick(OPENINGS) + chance.pick(MIDDLES) + chance.pick(ENDINGS);
}

/** Set phrases of groups. */
export const PHRASES = {
  school: ["收到", "已看", "老师辛苦了", "收到，谢谢老师", "已学习", "👍"],
  vote: ["已投", "投了，加油", "支持宝贝", "加油加油", "明天继续"],
  office: ["👍👍👍", "学习了", "领导说得好", "加油", "说得好"],
  shop: ["欢迎到店", "新品上市，欢迎到店品尝", "活动三天，到店有礼", "转起来"],
  kin: ["好看", "真乖", "想你们了", "🌹🌹🌹", "保重身体", "什么时候回来"],
  guild: ["gg", "漂亮", "666", "这波稳", "今晚辛苦", "奶得住"],
  fans: ["期待新作品", "一直都在", "今天也要开心", "哥哥加油", "未来可期"],
  room: ["来了来了", "从隔壁来的", "支持", "主播好"],
  circle: ["这期剪得好", "转场怎么做的", "下次一起拍", "灯光可以"],
  book: ["这章看哭了", "今日打卡", "伏笔在这里", "慢慢读", "这一句记下了"],
  scandal: ["失望", "取关了", "请回应", "不想再看", "等一个说法"],
  charity: ["加油", "已捐", "一点心意", "会好起来的", "转发求助"],
  derby: ["进球了", "裁判呢", "这也不进", "冠军", "下半场加油"],
  greeting: ["早上好", "早安吉祥", "平安健康", "🌹早", "新的一天开心"],
  checkIn: ["打卡", "今天也完成了", "坚持", "第几天了", "一起加油"],
  wedding: ["百年好合", "新婚快乐", "早生贵子", "恭喜恭喜"],
  prize: ["已关注已转发", "参与", "想要", "求中", "拉低中奖率"],
  town: ["路修好了？", "是我家门口", "明天集上见", "停电到几点", "认识认识"],
  course: ["讲得清楚", "老师负责", "收获很大", "作业有点多"],
} as const;
