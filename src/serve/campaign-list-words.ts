import type { Lang } from "./page-words.ts";

/** The words of the list of campaigns. */
export interface CampaignListWords {
  readonly title: string;
  readonly all: string;
  readonly of: string;
  readonly filters: string;
  readonly live: string;
  readonly anyLive: string;
  readonly origin: string;
  readonly anyOrigin: string;
  readonly order: string;
  readonly severity: string;
  readonly newest: string;
  readonly about: string;
  readonly aboutHint: string;
  readonly show: string;
  readonly clear: string;
  readonly members: string;
  readonly events: string;
  readonly corrected: string;
  readonly found: string;
  readonly owners: (names: number, all: string) => string;
  readonly select: string;
  readonly selectAll: string;
  readonly nothingMatches: string;
  readonly beyond: string;
  readonly review: string;
  readonly reviewNote: string;
  readonly noneSelected: string;
  /** With `#` for the campaigns and `%` for their events. */
  readonly selected: string;
  readonly confirm: string;
  readonly dismiss: string;
  readonly undo: string;
  readonly unselect: string;
  /** With `#` for how many are done and `%` for all. */
  readonly progress: string;
  readonly done: Record<"open" | "confirmed" | "dismissed", string>;
  readonly failed: string;
  readonly moved: string;
  readonly undone: string;
  readonly noScript: string;
}

export const CAMPAIGN_LIST_WORDS: Record<Lang, CampaignListWords> = {
  zh: {
    title: "全部疑似协同行为",
    all: "全部",
    of: "状态",
    filters: "筛选",
    live: "是否仍在进行",
    anyLive: "不限",
    origin: "发现方式",
    anyOrigin: "不限",
    order: "排序",
    severity: "最严重的在前",
    newest: "最新的在前",
    about: "目标或账号",
    aboutHint: "目标标识的开头，或完整的账号（归属者或成员）",
    show: "显示",
    clear: "清除筛选",
    members: "成员",
    events: "事件",
    corrected: "已扣除",
    found: "发现于",
    owners: (names, all) => (names === 0 ? "" : `归属账号共 ${all} 个：`),
    select: "选择",
    selectAll: "选择本页全部",
    nothingMatches: "没有符合筛选条件的疑似协同行为。",
    beyond: "此处之后没有更多疑似协同行为。",
    review: "复核所选",
    reviewNote: "每起疑似协同行为单独提交一次复核；选择期间列表保持不动。决定都会记录在案，并可撤销。",
    noneSelected: "尚未选择。",
    selected: "已选 # 个，共 % 个事件",
    confirm: "确认所选",
    dismiss: "驳回所选",
    undo: "撤销刚才的复核",
    unselect: "取消选择",
    progress: "正在提交：#/%",
    done: { open: "已重新待复核", confirmed: "已确认", dismissed: "已驳回" },
    failed: "未能提交",
    moved: "其状态已被他人改变，未作改动",
    undone: "撤销：",
    noScript: "批量复核需要脚本；也可打开各起疑似协同行为逐一复核。",
  },
  en: {
    title: "All campaigns",
    all: "all",
    of: "status",
    filters: "Filters",
    live: "still going on?",
    anyLive: "any",
    origin: "found",
    anyOrigin: "any way",
    order: "order",
    severity: "gravest first",
    newest: "newest first",
    about: "target or account",
    aboutHint: "how a target's id begins, or the whole id of an owner or a member",
    show: "Show",
    clear: "clear the filters",
    members: "members",
    events: "events",
    corrected: "taken out",
    found: "found",
    owners: (names, all) => (names === 0 ? "" : `${all} ${all === "1" ? "owner" : "owners"}: `),
    select: "select",
    selectAll: "select all on this page",
    nothingMatches: "No campaign matches these filters.",
    beyond: "There are no campaigns beyond this place.",
    review: "Review what is selected",
    reviewNote:
      "One review is sent for each campaign. While something is selected, the list stands still. Every decision is kept on record, and can be undone.",
    noneSelected: "Nothing is selected.",
    selected: "# selected, % events",
    confirm: "Confirm the selected",
    dismiss: "Dismiss the selected",
    undo: "Undo these reviews",
    unselect: "Clear the selection",
    progress: "sending # of %",
    done: { open: "open again", confirmed: "confirmed", dismissed: "dismissed" },
    failed: "not sent",
    moved: "somebody changed its status meanwhile; nothing was sent",
    undone: "undo: ",
    noScript: "Reviewing several at once needs a script. Each campaign's own page says how to do it by hand.",
  },
};
