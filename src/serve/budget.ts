import { TouchstoneError } from "../nouns/codes.ts";
import { SMALL_REQUEST_BYTES_MAX, SMALL_SHARE_OF } from "./serve-limits.ts";

/** Memory that all requests share; one that would exceed it is told to wait, and the others go on. */
export interface Budget {
  readonly bytesMax: number;
  usedBytes: number;
}

/** One request's part of a budget, given back as a whole when the request is over, or in parts before. */
export interface Share {
  /** Throws `overloaded` when the budget is used up, for small requests later than for large ones. */
  take(bytes: number): void;
  /** Gives back what is no longer held. */
  give(bytes: number): void;
  release(): void;
}

/**
 * A budget → a request's share of it. The last eighth is kept for requests that hold at most
 * `SMALL_REQUEST_BYTES_MAX`: bodies that are never sent to their end hold up other bodies, and no single event.
 */
export function shareOf(budget: Budget): Share {
  let heldBytes = 0;
  return {
    take(bytes) {
      const small = heldBytes + bytes <= SMALL_REQUEST_BYTES_MAX;
      const bytesMax = small ? budget.bytesMax : budget.bytesMax - budget.bytesMax / SMALL_SHARE_OF;
      if (budget.usedBytes + bytes > bytesMax) {
        throw new TouchstoneError("overloaded", "requests under way hold all the memory set aside for them");
      }
      budget.usedBytes += bytes;
      heldBytes += bytes;
    },
    give(bytes) {
      const given = Math.min(bytes, heldBytes);
      budget.usedBytes -= given;
      heldBytes -= given;
    },
    release() {
      budget.usedBytes -= heldBytes;
      heldBytes = 0;
    },
  };
}
