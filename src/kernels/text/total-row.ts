/** What people and tools call the row below a table that adds it up. */
const TOTAL =
  /^[\s*【[(（-]*(?:合计|总计|小计|共计|总数|汇总|总和|平均|均值|(?:grand |sub)?-?totals?|sum|summe|count|average|avg)[\s\])）】*]*[:：]?\s*[\d,.]*$/i;
/** Part of a row's cells that may be filled where its first is such a word: a total has no names and no times. */
const TOTAL_FILLED_MAX = 0.5;

/** Whether a cell is what the row of a total begins with: `合计`, `Total:`, `总计 1,500`. */
export function isTotalWord(text: string): boolean {
  return TOTAL.test(text.trim());
}

/** Whether a row has so few cells filled as a total has, names and times being left out. */
export function isThinRow(cells: readonly (string | null | undefined)[]): boolean {
  const filled = cells.filter((cell) => (cell ?? "").trim() !== "").length;
  return filled <= Math.max(2, TOTAL_FILLED_MAX * cells.length);
}

/**
 * The word that says that a row adds up the others; null where none does. It is the first cell that is filled, or the second behind a
 * number. A word that may be somebody's name (`Sum`) needs a row as empty as a total's.
 */
export function totalWordOf(cells: readonly (string | null | undefined)[]): string | null {
  const filled = cells.filter((cell): cell is string => (cell ?? "").trim() !== "");
  const word = filled.slice(0, 2).find(isTotalWord);
  return word !== undefined && (/\p{Script=Han}/u.test(word) || isThinRow(cells)) ? word : null;
}
