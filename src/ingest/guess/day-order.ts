import type { DateOrder } from "../../kernels/time/calendar-date.ts";
import type { TimeText } from "./time-forms.ts";

/** Places of year, month and day among a date's three numbers. */
const PLACES: Readonly<Record<DateOrder, readonly [year: number, month: number, day: number]>> = {
  ymd: [0, 1, 2],
  dmy: [2, 1, 0],
  mdy: [2, 0, 1],
};
/** Years of two digits that an export can be of: the day numbers of spreadsheets are believed for the same span. */
const SHORT_YEAR_MIN = 5;
const SHORT_YEAR_MAX = 64;

/** The orders of a date's numbers that a column's values leave open, the likeliest first; one alone is sure. */
export function dayOrders(times: readonly (TimeText | null)[]): readonly DateOrder[] {
  const dates = times.flatMap((time) => (time?.parts === undefined ? [] : [time]));
  const short = dates.some((date) => date.short === true);
  const fits = (order: DateOrder): boolean => {
    const [year, month, day] = PLACES[order];
    return dates.every(({ parts, short: two, points }) => {
      if (order === "mdy" && points === true) return false; // nobody writes the month first with points
      if (parts![month]! < 1 || parts![month]! > 12 || parts![day]! < 1 || parts![day]! > 31) return false;
      return !two || (parts![year]! >= SHORT_YEAR_MIN && parts![year]! <= SHORT_YEAR_MAX);
    });
  };
  const possible = (short ? (["ymd", "dmy", "mdy"] as const) : (["dmy", "mdy"] as const)).filter(fits);
  // Years that change more often than days are none: exports cover months, not one day of many years.
  const steady = possible.filter((order) => {
    const [year, , day] = PLACES[order];
    const different = (place: number): number => new Set(dates.map(({ parts }) => parts![place])).size;
    return different(year) <= Math.max(1, different(day));
  });
  const left = steady.length === 0 ? possible : steady;
  if (left.length < 2) return left;
  // Exports are sorted more often than not: the reading under which the rows keep an order is the right one.
  const sorted = left.filter((order) => {
    const [year, month, day] = PLACES[order];
    return ordered(dates.map(({ parts }) => (parts![year]! * 100 + parts![month]!) * 100 + parts![day]!));
  });
  return sorted.length === 1 ? sorted : left;
}

function ordered(days: readonly number[]): boolean {
  if (new Set(days).size < 3) return false;
  const up = days.every((day, row) => row === 0 || day >= days[row - 1]!);
  return up || days.every((day, row) => row === 0 || day <= days[row - 1]!);
}
