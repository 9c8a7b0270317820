import type { Both } from "./language.ts";

/** What each optional field of the contract is, for people who must add it to an export. */
export const FIELD_WORDS: Readonly<Record<string, Both>> = {
  "actor.registered_at": { zh: "账号注册时间", en: "when the account was registered" },
  "actor.registration_batch": { zh: "账号注册批次", en: "batch the account was registered in" },
  "target.owner": { zh: "内容归属账号", en: "account that owns the target" },
  "target.duration_ms": { zh: "内容时长（毫秒）", en: "length of the content, ms" },
  "context.ip": { zh: "IP 地址（可加密钥散列）", en: "IP address (may be hashed with a key)" },
  "context.ip_prefix": { zh: "IP 网段（可由 IP 推出）", en: "network of the address (derived from the IP)" },
  "context.ip_kind": {
    zh: "网络类型（校园网、运营商出口等）",
    en: "kind of network (campus, carrier NAT, …)",
  },
  "context.asn": { zh: "自治系统号", en: "autonomous system number" },
  "context.device": { zh: "设备标识（可加密钥散列）", en: "device id (may be hashed with a key)" },
  "context.emulator": { zh: "是否模拟器", en: "whether the device is an emulator" },
  "context.rooted": { zh: "是否越狱或 root", en: "whether the device is rooted" },
  "context.app_version": { zh: "客户端版本", en: "version of the app" },
  "context.user_agent": { zh: "浏览器标识", en: "user agent" },
  "context.source": { zh: "流量来源", en: "source of the visit" },
  "context.parent_share": { zh: "来自哪次分享", en: "share the visit came from" },
  "behavior.dwell_ms": { zh: "停留时长（毫秒）", en: "dwell time, ms" },
  "behavior.play_ratio": { zh: "播放完成度", en: "share of the content played" },
  "behavior.scroll_depth": { zh: "滚动深度", en: "scroll depth" },
  "behavior.preceding_events": { zh: "此前行为数", en: "events before this one" },
  "content.text": { zh: "评论正文", en: "text of the comment" },
};
