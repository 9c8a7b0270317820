import { isScalar } from "yaml";
import type { CampaignPolicy } from "../nouns/policy.ts";
import type { Diagnostics } from "./diagnostic.ts";
import { parseDuration } from "./duration.ts";
import {
  CAMPAIGN_MEMBERS_MAX,
  CAMPAIGN_MEMBERS_MIN,
  NEAR_LINE_EVENTS_MAX,
  NEAR_LINE_EVENTS_MIN,
  NEAR_LINE_MS_MAX,
  NEAR_LINE_MS_MIN,
  NIGHTLY_ACTS_MAX,
  NIGHTLY_ACTS_MIN,
  NIGHTLY_DAYS_MAX,
  NIGHTLY_DAYS_MIN,
} from "./limits.ts";
import { type Entry, readFields, readNumber, readWhole, readWord } from "./yaml-reader.ts";

/** The score that is never reached. */
const NEVER = 2;

/**
 * What holds where a policy does not say. Persons confirm: a score is right where it was measured, and nobody has measured the platform at hand. Below twenty members a family, a class
 * or a group of friends looks like a small order. Nights look over the longest orders panels offer, at four in the morning in China.
 */
export const CAMPAIGN_DEFAULTS: CampaignPolicy = {
  confirmScoreMin: NEVER,
  confirmMembersMin: 20,
  nearLine: { everyMs: 15_000, eventsMax: 4_000_000 },
  nightly: { days: 28, actsMax: 8_000_000, hourUtc: 20 },
};

/** What `near_line` was called; policies that were put into force under it are read again at every start. */
const NEAR_LINE_BEFORE = "watch";

/** Least score a policy may confirm from: below an even chance it would take away more than it gives back. */
const CONFIRM_MIN = 0.5;

/** The `campaigns` section of a policy: from where it confirms by itself, and how much the near-line detector may take. */
export function readCampaigns(entry: Entry | undefined, report: Diagnostics): CampaignPolicy {
  if (entry === undefined) return CAMPAIGN_DEFAULTS;
  const fields = readFields(
    entry.value,
    "`campaigns`",
    ["confirm", "members_min", "near_line", "nightly", NEAR_LINE_BEFORE],
    report,
  );
  const members = fields?.get("members_min");
  return {
    confirmScoreMin: readConfirm(fields?.get("confirm"), report),
    confirmMembersMin:
      (members === undefined
        ? null
        : readWhole(members.value, "`members_min`", CAMPAIGN_MEMBERS_MIN, CAMPAIGN_MEMBERS_MAX, report)) ??
      CAMPAIGN_DEFAULTS.confirmMembersMin,
    nearLine: readNearLine(nearLineOf(fields, report), report),
    nightly: readNightly(fields?.get("nightly"), report),
  };
}

function readNightly(entry: Entry | undefined, report: Diagnostics): CampaignPolicy["nightly"] {
  const nightly = CAMPAIGN_DEFAULTS.nightly!;
  if (entry === undefined) return nightly;
  if (isScalar(entry.value.node) && entry.value.node.value === "off") return null;
  const fields = readFields(
    entry.value,
    "`nightly` (`off`, or what it may take)",
    ["days", "acts_max", "hour_utc"],
    report,
  );
  const whole = (name: string, min: number, max: number): number | null => {
    const field = fields?.get(name);
    return field === undefined ? null : readWhole(field.value, `\`${name}\``, min, max, report);
  };
  return {
    days: whole("days", NIGHTLY_DAYS_MIN, NIGHTLY_DAYS_MAX) ?? nightly.days,
    actsMax: whole("acts_max", NIGHTLY_ACTS_MIN, NIGHTLY_ACTS_MAX) ?? nightly.actsMax,
    hourUtc: whole("hour_utc", 0, 23) ?? nightly.hourUtc,
  };
}

function readConfirm(entry: Entry | undefined, report: Diagnostics): number {
  if (entry === undefined) return CAMPAIGN_DEFAULTS.confirmScoreMin;
  const word = readWord(entry.value, report);
  if (word === null || word.value === "never") return NEVER;
  return readNumber(entry.value, "`confirm`", CONFIRM_MIN, 1, report) ?? NEVER;
}

/** `near_line`, also under the name that policies stored before it have; both at once are refused, since one would be ignored. */
function nearLineOf(fields: ReadonlyMap<string, Entry> | null, report: Diagnostics): Entry | undefined {
  const now = fields?.get("near_line");
  const before = fields?.get(NEAR_LINE_BEFORE);
  if (before === undefined) return now;
  const { start, end } = before.key;
  if (now === undefined) report.warn(start, end, `\`${NEAR_LINE_BEFORE}\` is called \`near_line\` now`);
  else
    report.error(
      start,
      end,
      `\`${NEAR_LINE_BEFORE}\` is the old name of \`near_line\`, which stands here too; keep one`,
    );
  return now ?? before;
}

function readNearLine(entry: Entry | undefined, report: Diagnostics): CampaignPolicy["nearLine"] {
  const { nearLine } = CAMPAIGN_DEFAULTS;
  if (entry === undefined) return nearLine;
  const fields = readFields(entry.value, "`near_line`", ["every", "events_max"], report);
  const events = fields?.get("events_max");
  return {
    everyMs: readEvery(fields?.get("every"), report),
    eventsMax:
      (events === undefined
        ? null
        : readWhole(events.value, "`events_max`", NEAR_LINE_EVENTS_MIN, NEAR_LINE_EVENTS_MAX, report)) ??
      nearLine.eventsMax,
  };
}

function readEvery(entry: Entry | undefined, report: Diagnostics): number {
  const fallback = CAMPAIGN_DEFAULTS.nearLine.everyMs;
  const word = entry === undefined ? null : readWord(entry.value, report);
  if (word === null) return fallback;
  const parsed = parseDuration(word.value);
  if (!parsed.ok) {
    report.error(word.start, word.end, parsed.message, parsed.hint);
    return fallback;
  }
  if (parsed.ms < NEAR_LINE_MS_MIN || parsed.ms > NEAR_LINE_MS_MAX) {
    report.error(word.start, word.end, `\`every\` must lie in [1s, 60s], not \`${word.value}\``);
    return fallback;
  }
  return parsed.ms;
}
