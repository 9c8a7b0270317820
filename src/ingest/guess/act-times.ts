import { chooseTime, type Place, type TimeChoice } from "./choose-time.ts";
import type { Column } from "./column.ts";
import type { Answers } from "./guess.ts";

/** One act of rows that tell several, each by its own time: `点赞时间`, `收藏时间`, `取关时间`. */
export interface ActTime {
  readonly act: string;
  readonly column: Column;
  readonly time: TimeChoice;
}

/**
 * The acts of a table that has a column of times for each, a time where the act was done; empty where it has not two of them, or
 * a person said which time counts.
 */
export function actTimes(columns: readonly Column[], answers: Answers, place: Place): readonly ActTime[] {
  if (answers.has("at") || answers.has("type")) return [];
  const found: ActTime[] = [];
  for (const column of columns) {
    const act = column.meaning?.moment === "act" ? column.meaning.act : undefined;
    if (act === undefined || column.timeShare < 0.8 || found.some((one) => one.act === act)) continue;
    // Columns with holes are no time of every row, but they are of theirs.
    const time = chooseTime([{ ...column, filledShare: 1 }], answers, place);
    if (!("refused" in time)) found.push({ act, column, time });
  }
  return found.length < 2 ? [] : found;
}
