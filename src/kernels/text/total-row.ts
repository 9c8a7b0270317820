/** What people and tools call the row below a table that adds it up. */
const TOTAL =
  /^[\s*【[(（-]*(?:合计|总计|小计|共计|总数|汇总|总和|平均|均值|(?:grand |sub)?-?totals?|sum|summe|count|average|avg)[\s\])）】*]*[:：]?\s*[\d,.]*$/i;
/** Whether a cell is what the row of a total begins with: `合计`, `Total:`, `总计 1,500`. */
export function isTotalWord(text: string): boolean {
  return TOTAL.test(text.trim());
}

/** A sum, a mean or a part: what the other cells of a total are. Longer numbers are ids. */
const FIGURE = /^\s*[-+]?\d[\d.,]{0,14}\s*[%万亿k]?\s*$/i;
const HAN = /\p{Script=Han}/u;

const filledOf = (cells: readonly (string | null | undefined)[]): string[] =>
  cells.filter((cell): cell is string => (cell ?? "").trim() !== "");

/** The first filled cell where it is such a word, or the second behind a number where it is a Chinese one: `Sum` may be a name there. */
function wordOf(filled: readonly string[]): string | null {
  const [first, second] = filled;
  if (first !== undefined && isTotalWord(first)) return first;
  return second !== undefined && HAN.test(second) && isTotalWord(second) ? second : null;
}

/**
 * Whether a row adds up the others by its word and by how it is filled: figures beside the word, and at least one cell empty. Whoever
 * is called `合计` and has a time or a long id is no total.
 */
export function isTotalRow(cells: readonly (string | null | undefined)[]): boolean {
  const filled = filledOf(cells);
  const word = wordOf(filled);
  if (word === null || filled.length === cells.length) return false;
  return filled.every((cell) => cell === word || FIGURE.test(cell));
}

/** The word that says that a row, which is no event anyhow, adds up the others; null where none does. A Chinese word says so by itself. */
export function totalWordOf(cells: readonly (string | null | undefined)[]): string | null {
  const word = wordOf(filledOf(cells));
  return word !== null && (HAN.test(word) || isTotalRow(cells)) ? word : null;
}
