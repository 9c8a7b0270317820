import fc from "fast-check";
import { expect, test } from "vitest";
import { readTimeText, type TimeOptions } from "./read-time-text.ts";
import { timeFormat } from "./time-format.ts";
import { timeZone } from "./time-zone.ts";

const shanghai = { zone: timeZone("Asia/Shanghai")! };
const EIGHT = "2026-01-05T20:00:00+08:00";

function check(text: string, expected: string, options: TimeOptions = shanghai): void {
  const read = readTimeText(text, options);
  expect(read.ok ? new Date(read.ms).toISOString() : read.why).toBe(new Date(expected).toISOString());
}

test.each([
  "2026/1/5 20:00",
  "2026-1-5 20:00:00",
  "2026-01-05 20:00:00",
  "2026-01-05T20:00:00.000",
  "2026.01.05 20:00",
  "2026. 1. 5. 20:00",
  "2026-01-05 20:00:00+08",
  "2026-01-05 20:00:00 +0800",
  "2026-01-05 12:00:00 UTC",
  "2026-01-05 12:00:00Z",
  "2026-01-05T20:00:00+08:00[Asia/Shanghai]",
  "2026-01-05 21:00:00 Asia/Tokyo",
  "2026年1月5日 20:00",
  "2026年01月05日20时",
  "2026年1月5日 星期一 下午8:00",
  "2026/1/5 下午8:00",
  "2026/1/5 PM 8:00:00",
  "2026-01-05 8:00:00 PM",
  "26年1月5日 20:00",
  "Mon Jan 05 20:00:00 +0800 2026",
  "Mon, 05 Jan 2026 12:00:00 GMT",
  "Mon Jan 05 2026 20:00:00 GMT+0800 (China Standard Time)",
  "Mon Jan  5 20:00:00 CST 2026",
  "Jan 5, 2026, 8:00:00\u202fPM",
  "January 5th, 2026 at 8 PM",
  "5 Jan 2026 20:00",
  "05-Jan-26 20:00",
  "05/Jan/2026:20:00:00 +0800",
  "5.1.2026 20:00",
  "20260105200000",
  "20260105T120000Z",
  "46027.8333333",
  "1767614400",
  "1767614400000",
  "1767614400000000",
  "２０２６－０１－０５　２０：００",
  "'2026-01-05 20:00:00",
])("`%s` in Shanghai is eight in the evening of 5 January 2026", (text) => check(text, EIGHT));

test("a date alone is the first moment of its day, 24:00 the end of it, 12 at noon and midnight as clocks say it", () => {
  check("2026/1/5", "2026-01-05T00:00:00+08:00");
  check("2026-01-05 24:00", "2026-01-06T00:00:00+08:00");
  check("2026-01-05 12:05 AM", "2026-01-05T00:05:00+08:00");
  check("2026-01-05 12:05 PM", "2026-01-05T12:05:00+08:00");
  check("2026年1月5日 凌晨12:30", "2026-01-05T00:30:00+08:00");
  check("2026-01-05 20:00:00.123456", "2026-01-05T20:00:00.123+08:00");
});

test.each([
  ["13/1/2026 20:00", "2026-01-13T20:00:00+08:00"],
  ["1/13/2026 20:00", "2026-01-13T20:00:00+08:00"],
  ["5/5/2026", "2026-05-05T00:00:00+08:00"],
])("`%s` leaves nothing to ask", (text, expected) => check(text, expected));

test.each(["1/5/2026 8:00 PM", "1-5-2026", "5/1/26", "26-01-05", "01.02.03"])("`%s` is asked for", (text) => {
  expect(readTimeText(text, shanghai)).toMatchObject({ ok: false, why: "ambiguous" });
});

test("the order of a date's numbers is what the mapping says", () => {
  check("1/5/2026", "2026-05-01T00:00:00+08:00", { ...shanghai, order: "dmy" });
  check("1/5/2026", "2026-01-05T00:00:00+08:00", { ...shanghai, order: "mdy" });
  check("26-01-05", "2026-01-05T00:00:00+08:00", { ...shanghai, order: "ymd" });
  check("1/5/99", "1999-05-01T00:00:00+08:00", { ...shanghai, order: "dmy" });
});

test.each([
  ["2026-02-30", "no_such_day"],
  ["2026-13-05 20:00", "no_such_day"],
  ["2026-01-05 25:00", "no_such_day"],
  ["3小时前", "incomplete"],
  ["昨天 20:00", "incomplete"],
  ["2 days ago", "incomplete"],
  ["01-05 20:00", "incomplete"],
  ["1.76761E+12", "incomplete"],
  ["", "not_a_time"],
  ["abc", "not_a_time"],
  ["12", "not_a_time"],
])("`%s` is not read: %s", (text, why) => {
  expect(readTimeText(text, shanghai)).toMatchObject({ ok: false, why });
});

test("without a zone no clock is read, but an epoch and what names its own zone are", () => {
  expect(readTimeText("2026-01-05 20:00")).toMatchObject({ why: "no_zone" });
  expect(readTimeText("46027.5")).toMatchObject({ why: "no_zone" });
  expect(readTimeText("Mon Jan 5 20:00:00 CST 2026")).toMatchObject({ why: "no_zone" });
  check("2026-01-05 20:00 +08:00", EIGHT, {});
  check("1767614400", EIGHT, {});
});

test.each([
  ["America/New_York", "2026-07-01 12:00", "2026-07-01T16:00:00Z"],
  ["America/New_York", "2026-01-01 12:00", "2026-01-01T17:00:00Z"],
  // The clock jumps from two to three: as it stood before.
  ["America/New_York", "2026-03-08 02:30", "2026-03-08T07:30:00Z"],
  // The hour comes twice: the first one.
  ["America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z"],
  ["America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00Z"],
  ["Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z"],
  ["Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00Z"],
  ["Asia/Kolkata", "2026-01-01 05:30", "2026-01-01T00:00:00Z"],
  ["UTC+8", "2026-01-01 08:00", "2026-01-01T00:00:00Z"],
])("a clock of %s shows %s", (name, text, expected) => check(text, expected, { zone: timeZone(name)! }));

test("a zone says which readings its clock skips and which it shows twice", () => {
  const zone = timeZone("America/New_York")!;
  expect(zone.doubt(Date.UTC(2026, 2, 8, 2, 30))).toBe("skipped");
  expect(zone.doubt(Date.UTC(2026, 10, 1, 1, 30))).toBe("twice");
  expect(zone.doubt(Date.UTC(2026, 10, 1, 2, 0))).toBeNull();
});

test.each([
  ["yyyy/M/d HH:mm", "2026/1/5 20:00"],
  ["d/M/yyyy H:mm", "5/1/2026 20:00"],
  ["%d/%m/%Y %I:%M %p", "05/01/2026 08:00 PM"],
  ["%F %T", "2026-01-05 20:00:00"],
  ["dd.MM.yy HH'h'mm", "05.01.26 20h00"],
  ["YYYY-MM-DD hh:mm:ss a", "2026-01-05 08:00:00 下午"],
  ["EEE MMM dd HH:mm:ss Z yyyy", "Mon Jan 05 20:00:00 +0800 2026"],
  ["yyyy年M月d日HH:mm", "2026年1月5日20:00"],
])("the format `%s` reads `%s`", (text, time) => {
  const format = timeFormat(text);
  if ("hint" in format) throw new Error(format.hint);
  check(time, EIGHT, { ...shanghai, format });
});

test.each(["yyyy-mm-dd", "HH:mm", "%Q", "yyyy-MM-dd MM:ss", "qq"])("`%s` is no format", (text) => {
  expect(timeFormat(text)).toHaveProperty("hint");
});

test("a unit that is given decides", () => {
  check("1767614400", EIGHT, { unit: "s" });
  check("46027.8333333", EIGHT, { ...shanghai, unit: "excel" });
  expect(readTimeText("1767614400", { unit: "excel" })).toMatchObject({ ok: false });
});

test("the commonest form is read as with a fraction behind it, whatever its digits", () => {
  const two = (max: number) => fc.nat(max).map((n) => String(n).padStart(2, "0"));
  const parts = fc.tuple(
    fc.constantFrom("19", "20", "00"),
    two(99),
    two(14),
    two(33),
    two(25),
    two(61),
    two(61),
  );
  fc.assert(
    fc.property(parts, fc.constantFrom("-", "/"), fc.constantFrom(" ", "T"), (digits, sign, between) => {
      const [century, year, month, day, hour, minute, second] = digits;
      const text = `${century}${year}${sign}${month}${sign}${day}${between}${hour}:${minute}:${second}`;
      const [short, long] = [readTimeText(text, shanghai), readTimeText(`${text}.0`, shanghai)];
      expect(short.ok).toBe(long.ok);
      if (short.ok) expect(short).toEqual(long);
    }),
    { numRuns: 1_000 },
  );
});
