import { InvalidArgumentError } from "commander";
import { ENGAGEMENT_FIELD_TYPES, PAYMENT_FIELD_TYPES } from "../ingest/contract-fields.ts";

/** What a guess can be told, beside the fields it fills; `self`: who holds the account that a bill is of. */
const NAMES = [
  ...["zone", "order", "unit", "rows", "self"],
  ...Object.keys({ ...ENGAGEMENT_FIELD_TYPES, ...PAYMENT_FIELD_TYPES }),
];

export const SET_HELP =
  "answers a question, again and again: `actor.id=COLUMN`, `target.id==NAME` (a constant), `type=like`, `type.WORD=like`, `zone=+08:00`, `order=dmy`";

/** A commander parser that gathers `--set NAME=VALUE`. */
export function collectAnswers(
  text: string,
  answers: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  if (at < 1 || at === text.length - 1) {
    throw new InvalidArgumentError(`\`${text}\` is no answer; write it as \`actor.id=COLUMN\`.`);
  }
  if (!NAMES.includes(name) && !name.startsWith("type.")) {
    throw new InvalidArgumentError(
      `there is no \`${name}\` to set; one of ${NAMES.slice(0, 12).join(", ")} …`,
    );
  }
  return new Map([...answers, [name, text.slice(at + 1)]]);
}
