/** Words of times as tools write them, in English, Chinese and the languages of western Europe. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const FULL_MONTHS = "january february march april may june july august september october november december";

/** `Jan`, `january`, `Sept` → 1 to 12; 0 for none. */
export function monthOf(word: string): number {
  const lower = word.toLowerCase().replace(/\.$/, "");
  const foreign = FOREIGN_MONTHS.get(lower.normalize("NFD").replace(/\p{Mn}/gu, ""));
  if (foreign !== undefined) return foreign;
  if (lower.length < 3 || !(lower === "sept" || MONTHS.includes(lower) || FULL_NAMES.includes(lower)))
    return 0;
  return MONTHS.indexOf(lower.slice(0, 3)) + 1;
}
const FULL_NAMES = FULL_MONTHS.split(" ");

/** Months in German, French, Spanish, Portuguese, Italian and Dutch, whole and shortened, without accents; no word is two months. */
const FOREIGN_MONTHS = new Map(
  [
    "januar jan janvier janv enero ene janeiro gennaio gen januari",
    "februar feb fevrier fevr febrero fevereiro fev febbraio februari",
    "marz mar mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "mai may mayo maio maggio mag mei",
    "juni jun juin junio junho giugno giu",
    "juli jul juillet juil julio julho luglio lug",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setiembre setembro set settembre sett",
    "oktober okt oct octobre octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "dezember dez decembre dec diciembre dic dezembro dicembre december",
  ].flatMap((words, place) => words.split(" ").map((word) => [word, place + 1] as const)),
);

/** Words that join a date to its clock: `at`, `um`, `à`, `a las`, `alle`, `às`, `om`, `kl.`; and `Uhr` behind it. */
export const CLOCK_WORD = /(?<!\p{L})(?:at|um|à|às|a las?|alle(?: ore)?|om|kl\.?|uhr)(?![\p{L}])/giu;

/** Names of days, which say nothing that the date does not. */
export const WEEKDAY =
  /(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?)|(?:星期|周|礼拜)[一二三四五六日天][,，]?|(?<!\p{L})(?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|(?:segunda|ter[çc]a|quarta|quinta|sexta)(?:-feira)?|luned[ìi]|marted[ìi]|mercoled[ìi]|gioved[ìi]|venerd[ìi]|sabato|domenica)(?!\p{L})[.,]?/giu;

/** Parts of a day, `am`, `PM`, `下午` … → the hour of 24; null when the two do not go together. */
export function hourOfDay(hour: number, word: string): number | null {
  const half = word.toLowerCase().replaceAll(".", "");
  if (half === "") return hour;
  if (hour > 24) return null;
  switch (half) {
    case "am":
    case "a":
    case "上午":
    case "早上":
    case "早晨":
    case "清晨":
    case "凌晨":
    case "오전":
      return hour === 12 ? 0 : hour < 12 ? hour : null;
    case "中午":
      return hour < 3 ? hour + 12 : hour >= 10 && hour < 15 ? hour : null;
    case "pm":
    case "p":
    case "下午":
    case "오후":
    case "傍晚":
      return hour < 12 ? hour + 12 : hour < 24 ? hour : null;
    default: // 晚上, 夜里: twelve at night belongs to the next day for some and to this one for others
      return hour === 12 || hour === 24 ? null : hour < 12 && hour >= 5 ? hour + 12 : hour < 5 ? null : hour;
  }
}

/** Parts of a day as a pattern. */
export const DAY_HALF = "[ap]\\.?m\\.?|上午|下午|凌晨|早上|早晨|清晨|中午|傍晚|晚上|夜里|오전|오후";

/** A time told by its distance from when the page was read, without its year, or rounded: what to say of it. */
export function incompleteHint(text: string): string | null {
  if (
    /刚刚|刚才|昨天|前天|今天|[秒分时天周月年]钟?前|小时前|\bago\b(?!\.?\s+\d{4})|\byesterday\b|\bjust now\b|^\d+\s?[smhdwy]$/i.test(
      text,
    )
  ) {
    return "this counts from when the page was read: export the time itself";
  }
  if (/^\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$/.test(text)) {
    return "the year is missing: export the whole date";
  }
  if (/^\d(?:\.\d+)?e\+?\d+$/i.test(text)) {
    return "a spreadsheet rounded this number: format the column as text before it is saved";
  }
  return null;
}
