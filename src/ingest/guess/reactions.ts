import type { Column } from "./column.ts";
import { named } from "./guess.ts";
import type { TypeChoice } from "./typed-rows.ts";

/** What people can answer a post with, as platforms of one button and many faces name it: all of them are given freely, and counted as one. */
const REACTIONS =
  /^(?:like|love|haha|wow|sad|angry|care|pride|thankful|celebrate|praise|support|empathy|insightful|interest|funny|entertainment|curious|appreciation|maybe|thumbs_?up|\+1|heart|hooray|laugh|rocket|eyes|hot|fire|clap|(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f|\u200d)+)$/iu;
/** Answers that take something away. */
const AGAINST = /^(?:dislike|downvote|down|thumbs_?down|-1|confused|👎|踩|不喜欢|反对)$/iu;
/** Columns that hold nothing else by their name. */
const NAMES = /reaction|表态|心情|emoji|表情/i;

/** A column of reactions, or of votes for and against → likes, without those against; null where there is none. */
export function byReactions(columns: readonly Column[]): TypeChoice | null {
  const faces = columns.find(
    (column) => (NAMES.test(column.name) || column.meaning?.aspect === "type") && holdsReactions(column),
  );
  if (faces !== undefined) return choice(faces, AGAINST);
  const votes = columns.find(isVotes);
  return votes === undefined ? null : choice(votes, /^(?:-1|0)(?:\.0)?$/);
}

function holdsReactions({ values, distinct, name }: Column): boolean {
  const present = values.filter((value): value is string => value !== null && value.trim() !== "");
  if (present.length === 0 || distinct > 40) return false;
  const known = present.filter((value) => REACTIONS.test(value.trim()) || AGAINST.test(value.trim()));
  // `like` and `wow` alone are acts of other platforms.
  const faces = known.some((value) => !/^(?:like|wow|love)$/i.test(value.trim()));
  return known.length >= present.length * 0.9 && (faces || NAMES.test(name));
}

/** 1 for, −1 against, 0 taken back. */
function isVotes({ meaning, name, values }: Column): boolean {
  const ofAct =
    meaning?.act === "vote" || meaning?.act === "like" || /^(?:vote|score|direction)$/i.test(name);
  const present = values.filter((value): value is string => value !== null && value.trim() !== "");
  const signs = present.filter((value) => /^(?:-1|0|1)(?:\.0)?$/.test(value.trim()));
  return ofAct && signs.length === present.length && signs.some((value) => value.trim().startsWith("-"));
}

function choice(column: Column, against: RegExp): TypeChoice {
  const values = [...new Set(column.values.filter((value): value is string => value !== null))];
  const out = values.filter((value) => against.test(value.trim()));
  const kept = named(values.filter((value) => value.trim() !== "" && !out.includes(value)));
  const left = column.values.filter((value) => value !== null && out.includes(value)).length;
  return {
    events: [
      { type: "like", acts: ["like"], when: out.length === 0 ? null : { column: column.name, not: out } },
    ],
    columns: [column.name],
    confidence: 0.85,
    because: { zh: `\`${column.name}\` 是表态`, en: `\`${column.name}\` holds reactions` },
    questions: [],
    notes: [
      {
        zh: `\`${column.name}\` 中的 ${kept} 都按点赞计${left === 0 ? "" : `；${named(out)} 不是支持，这些行不读入（样本中 ${left} 行）`}`,
        en: `${kept} in \`${column.name}\` all count as likes${left === 0 ? "" : `; ${named(out)} are no support, and such rows are left out (${left} of the sample)`}`,
      },
    ],
  };
}
