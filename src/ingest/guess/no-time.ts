import type { Both as Words } from "../../words/language.ts";
import type { Column } from "./column.ts";
import { named, type Refusal } from "./guess.ts";
import { FORM_WORDS, UNREADABLE } from "./time-form-words.ts";

const NARROW: Words = {
  zh: "表格软件因列太窄只存下了井号，时间已经丢失；请把列拉宽再另存，或重新导出",
  en: "a spreadsheet saved hashes because the column was too narrow, and the times are lost: widen it and save again, or export again",
};
const ROUNDED: Words = {
  zh: "表格软件用科学记数法四舍五入了时间，末尾的数字已经丢失；请重新导出，并以“文本”格式打开该列",
  en: "a spreadsheet rounded the times in scientific notation and their digits are lost: export again and import that column as text",
};

/** A time of which a spreadsheet's own form of cells left minutes and seconds. */
const SHORTENED: Words = {
  zh: "表格软件按“mm:ss”格式存下了时间，日期和小时已经丢失；请把该列改为“yyyy-mm-dd hh:mm:ss”格式再另存，或重新导出",
  en: "a spreadsheet saved minutes and seconds alone, and the day and the hour are lost: give that column the format yyyy-mm-dd hh:mm:ss and save again, or export again",
};

/** Of a column called a time some values are none: which, of how many. */
function partly(column: Column): Words {
  const odd = column.values.find(
    (value, row) => value !== null && value.trim() !== "" && column.times[row] === null,
  );
  const times = column.times.filter((time) => time !== null).length;
  return {
    zh: `\`${column.name}\` 名为时间，但 ${column.filled} 个值中有 ${column.filled - times} 个不是时间，例如 \`${odd}\`；请删去这些行，或修正后再导出`,
    en: `\`${column.name}\` is called a time, but ${column.filled - times} of its ${column.filled} values are none, \`${odd}\` for one: take those rows out, or mend them and export again`,
  };
}

/** Why no column can be the time of an act. */
export function noTime(columns: readonly Column[], other: Column | undefined): Refusal {
  if (other !== undefined) {
    const registered = other.meaning?.moment === "registered";
    return {
      questions: [],
      refused: {
        zh: `唯一的时间列 \`${other.name}\` 是${registered ? "账号注册的时间" : "工具采集的时间"}，不是行为发生的时间；没有行为时间就无法审计。请在导出时勾选行为（评论、点赞、关注）时间${registered ? "" : `；若它确是行为时间，用 --set at=${other.name}`}`,
        en: `the only column of times, \`${other.name}\`, tells when ${registered ? "accounts were registered" : "the tool collected the rows"}, not when anybody acted: export the time of the act as well${registered ? "" : `, or say \`--set at=${other.name}\` if it is that`}`,
      },
    };
  }
  for (const form of UNREADABLE) {
    const column = columns.find(
      ({ timeForms, timeShare }) => timeShare >= 0.5 && (timeForms.get(form) ?? 0) > 0,
    );
    if (column === undefined) continue;
    const row = column.times.findIndex((time) => time?.form === form);
    const words = FORM_WORDS[form];
    return {
      questions: [],
      refused: {
        zh: `\`${column.name}\` 是${words.zh}（例如 \`${column.values[row]}\`），无法换算成确切时间；请导出完整的日期和时刻`,
        en: `\`${column.name}\` holds ${words.en} (\`${column.values[row]}\`), which no exact time can be made of: export whole dates with the clock`,
      },
    };
  }
  const called = columns.find(({ meaning }) => meaning?.aspect === "time");
  if (called !== undefined) {
    const value = called.values.find((one) => one !== null && one.trim() !== "") ?? "";
    const spoilt = /^#+$/.test(value)
      ? NARROW
      : /^[0-5]?\d:[0-5]\d\.\d$/.test(value)
        ? SHORTENED
        : called.spoiltShare > 0.5
          ? ROUNDED
          : null;
    if (spoilt !== null) {
      return {
        questions: [],
        refused: {
          zh: `\`${called.name}\` 的值是 \`${value}\`：${spoilt.zh}`,
          en: `the values of \`${called.name}\` read \`${value}\`: ${spoilt.en}`,
        },
      };
    }
    if (called.timeShare > 0) return { questions: [], refused: partly(called) };
    return {
      questions: [],
      refused: {
        zh: `\`${called.name}\` 名为时间，但其中的值（例如 \`${value}\`）无法读成时间`,
        en: `\`${called.name}\` is called a time, but its values (\`${value}\`) cannot be read as one`,
      },
    };
  }
  const names = named(columns.map(({ name }) => name));
  return {
    questions: [],
    refused: {
      zh: `没有任何一列是时间，无法知道行为何时发生。现有的列：${names}`,
      en: `no column can be a time, so it is not known when anybody acted; the columns are ${names}`,
    },
  };
}
