import type { Column } from "./column.ts";
import type { Refusal } from "./guess.ts";

/** Fewest dates of either kind by which a column is told to be spoilt. */
const DATES_MIN = 2;

/**
 * Why a column's dates cannot be read though each of them can: the day stands first in some and the month in others, or a
 * spreadsheet took those with a day up to 12 for months and left the others as text. Null where nothing of that shows.
 */
export function swappedDays(column: Column): Refusal | null {
  const dates = column.times.flatMap((time, row) =>
    time?.parts === undefined || time.short === true
      ? []
      : [{ parts: time.parts, value: column.values[row]! }],
  );
  const dayFirst = dates.find(({ parts }) => parts[0] > 12);
  const monthFirst = dates.find(({ parts }) => parts[1] > 12);
  if (dayFirst !== undefined && monthFirst !== undefined) {
    return {
      questions: [],
      refused: {
        zh: `\`${column.name}\` 中混有两种写法：\`${dayFirst.value}\` 只能是先写日，\`${monthFirst.value}\` 只能是先写月，其余日期无法分辨；请用一种写法（最好是 2026-11-03）重新导出`,
        en: `\`${column.name}\` mixes two orders: in \`${dayFirst.value}\` the day can only come first, in \`${monthFirst.value}\` the month, and no other date tells which; export them written one way (2026-11-03 at best)`,
      },
    };
  }
  // Read where the month comes first, `13/11/2026` stays text and `03/11/2026` becomes 11 March.
  const left = dates.filter(({ parts }) => parts[0] > 12 || parts[1] > 12);
  const turned = column.times.flatMap((time, row) =>
    time !== null && (time.form === "civil" || time.form === "date")
      ? [{ day: new Date(time.ms).getUTCDate(), value: column.values[row]! }]
      : [],
  );
  const spoilt =
    left.length >= DATES_MIN &&
    left.length === dates.length &&
    turned.length >= DATES_MIN &&
    turned.every(({ day }) => day <= 12);
  if (!spoilt) return null;
  const [text, date] = [left[0]!.value, turned[0]!.value];
  return {
    questions: [],
    refused: {
      zh: `\`${column.name}\` 被表格软件改了一半：日大于 12 的日期仍是文本（例如 \`${text}\`），其余的被当成先写月而日月颠倒（例如 \`${date}\`）；请重新导出，并以“文本”格式打开该列`,
      en: `a spreadsheet changed half of \`${column.name}\`: dates with a day above 12 are still text (\`${text}\`), in the others day and month changed places (\`${date}\`); export it again and import that column as text`,
    },
  };
}
