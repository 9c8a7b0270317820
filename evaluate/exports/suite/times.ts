/** A form in which tools and spreadsheets write an instant, with what the form can tell apart. */
export interface TimeForm {
  readonly name: string;
  readonly stepMs: number;
  /** True where the text carries its zone, or is a count since 1970. */
  readonly carriesZone: boolean;
  /** An instant and the minutes that the writer's zone is ahead of UTC → the text. */
  readonly write: (atMs: number, aheadMinutes: number) => string;
}

const two = (n: number): string => String(n).padStart(2, "0");
const DAY_NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SECOND = 1000;
const MINUTE = 60_000;
const DAY = 86_400_000;

interface Parts {
  readonly y: number;
  readonly mo: number;
  readonly d: number;
  readonly h: number;
  readonly mi: number;
  readonly s: number;
  readonly h12: number;
  readonly week: string;
}

function partsOf(atMs: number, ahead: number): Parts {
  const at = new Date(atMs + ahead * MINUTE);
  const h = at.getUTCHours();
  return {
    y: at.getUTCFullYear(),
    mo: at.getUTCMonth() + 1,
    d: at.getUTCDate(),
    h,
    mi: at.getUTCMinutes(),
    s: at.getUTCSeconds(),
    h12: h % 12 === 0 ? 12 : h % 12,
    week: DAY_NAMES[at.getUTCDay()]!,
  };
}

function local(name: string, stepMs: number, write: (p: Parts) => string): TimeForm {
  return { name, stepMs, carriesZone: false, write: (atMs, ahead) => write(partsOf(atMs, ahead)) };
}

function zoned(name: string, stepMs: number, write: (atMs: number, ahead: number) => string): TimeForm {
  return { name, stepMs, carriesZone: true, write };
}

function offset(ahead: number, colon: string): string {
  const abs = Math.abs(ahead);
  return `${ahead < 0 ? "-" : "+"}${two(Math.floor(abs / 60))}${colon}${two(abs % 60)}`;
}

const hms = (p: Parts): string => `${two(p.h)}:${two(p.mi)}:${two(p.s)}`;
const ymd = (p: Parts, glue: string): string => `${p.y}${glue}${two(p.mo)}${glue}${two(p.d)}`;
const half = (p: Parts): string => (p.h < 12 ? "上午" : "下午");
/** Days from Excel's day 0 (1899-12-30, as its 1900 has a leap day) to 1970. */
const EXCEL_EPOCH_DAYS = 25_569;

const FORMS: readonly TimeForm[] = [
  local("excel-zh", MINUTE, (p) => `${p.y}/${p.mo}/${p.d} ${p.h}:${two(p.mi)}`),
  local("excel-zh-seconds", SECOND, (p) => `${p.y}/${p.mo}/${p.d} ${p.h}:${two(p.mi)}:${two(p.s)}`),
  local("dashed", SECOND, (p) => `${ymd(p, "-")} ${hms(p)}`),
  local("dashed-minutes", MINUTE, (p) => `${ymd(p, "-")} ${two(p.h)}:${two(p.mi)}`),
  local("dashed-millis", SECOND, (p) => `${ymd(p, "-")} ${hms(p)}.000`),
  local("iso-no-zone", SECOND, (p) => `${ymd(p, "-")}T${hms(p)}`),
  local("compact", SECOND, (p) => `${ymd(p, "")}${two(p.h)}${two(p.mi)}${two(p.s)}`),
  local("half-day-zh", SECOND, (p) => `${p.y}/${p.mo}/${p.d} ${half(p)} ${p.h12}:${two(p.mi)}:${two(p.s)}`),
  local(
    "half-day-zh-glued",
    SECOND,
    (p) => `${p.y}/${p.mo}/${p.d} ${half(p)}${two(p.h12)}:${two(p.mi)}:${two(p.s)}`,
  ),
  local("nian-yue-ri", SECOND, (p) => `${p.y}年${two(p.mo)}月${two(p.d)}日 ${hms(p)}`),
  local("nian-yue-ri-half", MINUTE, (p) => `${p.y}年${p.mo}月${p.d}日 ${half(p)}${p.h12}:${two(p.mi)}`),
  local("nian-yue-ri-shi", MINUTE, (p) => `${p.y}年${p.mo}月${p.d}日${p.h}时${two(p.mi)}分`),
  local(
    "us-half-day",
    MINUTE,
    (p) => `${p.mo}/${p.d}/${p.y} ${p.h12}:${two(p.mi)} ${p.h < 12 ? "AM" : "PM"}`,
  ),
  local(
    "us-browser",
    SECOND,
    (p) => `${p.mo}/${p.d}/${p.y}, ${p.h12}:${two(p.mi)}:${two(p.s)} ${p.h < 12 ? "AM" : "PM"}`,
  ),
  local(
    "us-words",
    SECOND,
    (p) => `${MONTHS[p.mo - 1]} ${p.d}, ${p.y}, ${p.h12}:${two(p.mi)}:${two(p.s)} ${p.h < 12 ? "AM" : "PM"}`,
  ),
  local("de-dots", MINUTE, (p) => `${two(p.d)}.${two(p.mo)}.${p.y} ${two(p.h)}:${two(p.mi)}`),
  local("de-dots-seconds", SECOND, (p) => `${two(p.d)}.${two(p.mo)}.${p.y} ${hms(p)}`),
  local("uk-slashes", MINUTE, (p) => `${two(p.d)}/${two(p.mo)}/${p.y} ${two(p.h)}:${two(p.mi)}`),
  local("tw-roc", MINUTE, (p) => `${p.y - 1911}/${two(p.mo)}/${two(p.d)} ${two(p.h)}:${two(p.mi)}`),
  local("date-dashed", DAY, (p) => ymd(p, "-")),
  local("date-slashed", DAY, (p) => `${p.y}/${p.mo}/${p.d}`),
  local("date-nian", DAY, (p) => `${p.y}年${p.mo}月${p.d}日`),
  {
    name: "excel-serial",
    stepMs: SECOND,
    carriesZone: false,
    // 8 decimals of a day are a millisecond.
    write: (atMs, ahead) => ((atMs + ahead * MINUTE) / DAY + EXCEL_EPOCH_DAYS).toFixed(8).replace(/0+$/, ""),
  },
  zoned("iso-z", SECOND, (atMs) => new Date(atMs).toISOString().replace(".000", "")),
  zoned("iso-millis-z", SECOND, (atMs) => new Date(atMs).toISOString()),
  zoned("iso-offset", SECOND, (atMs, ahead) => {
    const p = partsOf(atMs, ahead);
    return `${ymd(p, "-")}T${hms(p)}${offset(ahead, ":")}`;
  }),
  zoned("postgres", SECOND, (atMs, ahead) => {
    const p = partsOf(atMs, ahead);
    return `${ymd(p, "-")} ${hms(p)}${offset(ahead, "").slice(0, 3)}`;
  }),
  zoned("utc-word", SECOND, (atMs) => `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`),
  zoned("rfc2822", SECOND, (atMs, ahead) => {
    const p = partsOf(atMs, ahead);
    return `${p.week}, ${two(p.d)} ${MONTHS[p.mo - 1]} ${p.y} ${hms(p)} ${offset(ahead, "")}`;
  }),
  zoned("weibo", SECOND, (atMs, ahead) => {
    const p = partsOf(atMs, ahead);
    return `${p.week} ${MONTHS[p.mo - 1]} ${two(p.d)} ${hms(p)} ${offset(ahead, "")} ${p.y}`;
  }),
  zoned("epoch-s", SECOND, (atMs) => String(atMs / 1000)),
  zoned("epoch-s-float", SECOND, (atMs) => `${atMs / 1000}.0`),
  zoned("epoch-ms", SECOND, (atMs) => String(atMs)),
  zoned("epoch-us", SECOND, (atMs) => `${atMs}000`),
];

/** The form of that name. */
export function timeForm(name: string): TimeForm {
  const form = FORMS.find((one) => one.name === name);
  if (form === undefined) throw new Error(`no time form \`${name}\``);
  return form;
}

/** Minutes that a zone is ahead of UTC at an instant, by the runtime's zone tables. */
export function aheadMinutes(zone: string, atMs: number): number {
  const cached =
    formatters.get(zone) ?? new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  formatters.set(zone, cached);
  const text = cached.formatToParts(atMs).find((part) => part.type === "timeZoneName")!.value;
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(text);
  if (found === null) return 0;
  return (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]));
}
const formatters = new Map<string, Intl.DateTimeFormat>();
