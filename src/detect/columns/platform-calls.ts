import { hashText } from "../../nouns/hash.ts";

/**
 * Values of `context.source` that say the platform itself sent the account there: tasks for coins or points, pushes, sign-in and feast pages, lists for newcomers, what plays by itself, a fan club's
 * tasks, and the hall of a live room that is sent on or follows a guest. Whoever came so came by one call, and who comes with whom is the platform's choice. As platforms write them, in small letters, and in Chinese.
 */
export const PLATFORM_CALLS = [
  "task",
  "tasks",
  "task_center",
  "push",
  "notification",
  "sign_in",
  "checkin",
  "activity",
  "campaign_page",
  "red_packet",
  "onboarding",
  "welcome",
  "new_user",
  "autoplay",
  "auto_play",
  "playlist",
  "series",
  "fan_club",
  "live",
  "live_room",
  "live_square",
  "raid",
  "任务",
  "任务中心",
  "推送",
  "签到",
  "活动",
  "活动页",
  "红包",
  "新人推荐",
  "新手引导",
  "自动播放",
  "连播",
  "播放列表",
  "合集",
  "粉丝团",
  "直播间",
  "直播广场",
] as const;

/** Kinds of target where all who are there act at once, since all see the same moment: live rooms. */
export const LIVE_KINDS = ["live", "live_room", "livestream", "直播间"] as const;

const CALLED = keysOf(PLATFORM_CALLS);
const LIVE = keysOf(LIVE_KINDS);

/** Whether a key (low, high) is that of a source by which the platform calls. O(1). */
export function isPlatformCall(low: number, high: number): boolean {
  return CALLED.has(`${low} ${high}`);
}

/** Whether a key (low, high) is that of a kind of target that is live. O(1). */
export function isLive(low: number, high: number): boolean {
  return LIVE.has(`${low} ${high}`);
}

function keysOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => hashText(name).join(" ")));
}
