import type { InputOutcome } from "../flow/offline.ts";
import { type Rejection, TouchstoneError } from "../nouns/codes.ts";

/** Hears what became of each input of a run. */
export interface ReadOutcomes {
  add(outcome: InputOutcome): void;
  /** Throws `nothing_read`, with the first values, when no input gave an event though some held records. */
  failIfNothing(): void;
  /** The same as a value for inputs of which nothing could be read while others gave events; null when there is none. */
  failed(): TouchstoneError | null;
}

/** A file of which nothing could be read is a failure, not an export without events. */
export function createReadOutcomes(): ReadOutcomes {
  const unread: InputOutcome[] = [];
  let events = 0;
  return {
    add(outcome) {
      events += outcome.events;
      if (outcome.events === 0 && outcome.rejected > 0) unread.push(outcome);
    },
    failIfNothing() {
      if (events === 0 && unread.length > 0) throw nothingRead(unread);
    },
    failed: () => (unread.length === 0 ? null : nothingRead(unread)),
  };
}

function nothingRead(unread: readonly InputOutcome[]): TouchstoneError {
  const told = unread.slice(0, 3).map(({ name, rejected, firstRejections }) => {
    const lines = firstRejections.map((rejection) => `\n  ${shown(rejection)}`);
    return `\`${name}\`: ${rejected === 1 ? "its one record was" : `all of its ${rejected} records were`} refused, the first:${lines.join("")}`;
  });
  if (unread.length > 3) told.push(`and ${unread.length - 3} files more`);
  return new TouchstoneError("nothing_read", told.join("\n"));
}

function shown({ line, code, field, value, hint }: Rejection): string {
  const where = field === "" ? "" : ` ${field}`;
  const what = value === "" ? "" : ` \`${value}\``;
  return `line ${line}: ${code}${where}${what}: ${hint}`;
}
