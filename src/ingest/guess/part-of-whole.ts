import type { Both as Words } from "../../words/language.ts";

/** `Showing 5,000 of 20,000`, `仅展示前 5000 条，共 20000 条`. */
const SHOWN_OF =
  /(?:showing|displaying|exported|first|top|显示|展示|导出|前)[^\d\n]{0,24}([\d,]{1,15})[^\d\n]{0,24}?(?:\bof\b|out of|共|总计|总共|\/)[^\d\n]{0,16}([\d,]{1,15})/i;
/** `共 20000 条`, `Total rows: 20,000`, `"total":20000`: of rows, for a creator's followers or views stand above tables too. */
const TOTAL =
  /(?:(?:共|总计|总共|合计)[^\d\n]{0,8}([\d,]{1,15})\s*(?:条|行)|\btotal (?:rows|records|results)\s*[:=：]?\s*([\d,]{1,15})|"total(?:_?(?:count|results|rows|records|num|size))?":\s*([\d,]{1,15}))/i;
/** What an answer of an API says where more pages follow. */
const MORE = /"(?:has_?more|has_?next(?:_?page)?)":(?:true|1)\b/i;

const count = (text: string): number => Number(text.replaceAll(",", ""));

/**
 * What the lines above a table, or the values beside a list of an answer, say of how many rows there are in all → what to say where the file holds
 * fewer; nothing where it holds them all or says nothing. `rows`: as many as the file has; `others`: whether further pages are given.
 */
export function partOfWhole(about: string, rows: number, others: boolean): Words[] {
  const shown = SHOWN_OF.exec(about);
  const told = TOTAL.exec(about);
  const total = shown !== null ? count(shown[2]!) : told !== null ? count(told[1] ?? told[2] ?? told[3]!) : 0;
  const more = MORE.test(about) && !others;
  if (!(total > rows && (!others || shown !== null)) && !more) return [];
  const of =
    total > rows
      ? { zh: `，而总数为 ${total} 行`, en: ` of ${total}` }
      : { zh: "，后面还有", en: ", and more follow" };
  return [
    {
      zh: `文件自己说明它只是一部分：共读到 ${rows} 行${of.zh}；未导出的部分没有审计，占比和突增只代表这一部分`,
      en: `by its own words the file is a part: it holds ${rows} rows${of.en}; what was not exported is not audited, and shares and surges are of this part`,
    },
  ];
}
