import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";
import type { RowsGuess } from "./guess.ts";

/** Names of columns that say of a row that its act was taken back, or its text removed. */
const WITHDRAWN =
  /^(?:是否)?(?:已被?)?(?:取消|撤销|撤回|删除|移除|失效)(?:点赞|收藏|关注|评论)?(?:时间|日期)?$|^(?:is_?|has_?)?(?:cancell?ed|deleted|removed|revoked|withdrawn|retracted)(?:_?(?:at|on|time|date))?$/i;
const YES = /^(?:1|1\.0|true|t|yes|y|是|有|√|✓)$/i;

/**
 * Which rows count where a column says that some were taken back later, and what to say of the others; null where none does.
 * Such a row is no engagement that stands: it is left out, for when it was taken back is told by no column that is read.
 */
export function withdrawnRows(columns: readonly Column[]): { rows: RowsGuess; note: Words } | null {
  for (const column of columns) {
    if (!WITHDRAWN.test(column.name.trim()) || column.meaning?.act?.startsWith("un") === true) continue;
    const dated = column.timeShare >= 0.8;
    const yes = [...new Set(column.values.filter((value) => value !== null && YES.test(value.trim())))];
    const taken = dated ? column.filled : column.values.filter((value) => yes.includes(value)).length;
    if (taken === 0 || (!dated && (column.flagShare < 0.95 || column.filledShare <= 0.99))) continue;
    return {
      rows: dated
        ? { column: column.name, present: false }
        : { column: column.name, not: yes.filter((value): value is string => value !== null) },
      note: {
        zh: `\`${column.name}\` 表明已取消或已删除的行不读入（样本中 ${taken} 行）`,
        en: `rows that \`${column.name}\` says were taken back or removed are left out (${taken} of the sample)`,
      },
    };
  }
  return null;
}
