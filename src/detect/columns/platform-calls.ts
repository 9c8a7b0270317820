import { hashText } from "../../nouns/hash.ts";

/**
 * Values of `context.source` that say the platform itself sent the account there: tasks for coins or points, pushes, sign-in and feast pages. Whoever came so came by the platform's call, and who comes with
 * whom is the platform's choice. As platforms write them, in small letters, and in Chinese.
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
  "任务",
  "任务中心",
  "推送",
  "签到",
  "活动",
  "活动页",
  "红包",
] as const;

const CALLED: ReadonlySet<string> = new Set(PLATFORM_CALLS.map((name) => hashText(name).join(" ")));

/** Whether a key (low, high) is that of a source by which the platform calls. O(1). */
export function isPlatformCall(low: number, high: number): boolean {
  return CALLED.has(`${low} ${high}`);
}
