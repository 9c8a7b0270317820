import { createHash } from "node:crypto";
import { TouchstoneError } from "../../nouns/codes.ts";

/** How far a follower has come: in the event log, the ledger and the campaigns. */
export interface ChangePosition {
  readonly events: number;
  readonly ledger: number;
  readonly campaigns: number;
  /** Tells the folder and the run before the events' position from any other. */
  readonly mark: string;
}

const FORM = /^(\d{1,15})-(\d{1,15})-(\d{1,15})-([0-9a-f]{12})$/;

/** A position's text → the position. Throws `bad_request`. */
export function parsePosition(text: string): ChangePosition {
  const [, events, ledger, campaigns, mark] = FORM.exec(text) ?? [];
  if (mark === undefined) {
    throw new TouchstoneError(
      "bad_request",
      `\`${text.slice(0, 80)}\` is no position of the changes: send the \`id\` of the last message as it came, or none`,
    );
  }
  return { events: Number(events), ledger: Number(ledger), campaigns: Number(campaigns), mark };
}

export function positionText({ events, ledger, campaigns, mark }: ChangePosition): string {
  return `${events}-${ledger}-${campaigns}-${mark}`;
}

/** `epoch`: the folder's own word. `print`: of the run before the position; null where there is none. */
export function markOf(epoch: string, print: string | null): string {
  return createHash("sha256")
    .update(`${epoch} ${print ?? ""}`)
    .digest("hex")
    .slice(0, 12);
}
