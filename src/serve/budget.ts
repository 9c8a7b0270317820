import { TouchstoneError } from "../nouns/codes.ts";

/** Memory that all requests share; one that would exceed it is told to wait, and the others go on. */
export interface Budget {
  readonly bytesMax: number;
  usedBytes: number;
}

/** One request's part of a budget, given back as a whole. */
export interface Share {
  /** Throws `overloaded` when the budget is used up. */
  take(bytes: number): void;
  release(): void;
}

/** A budget → a request's share of it. */
export function shareOf(budget: Budget): Share {
  let heldBytes = 0;
  return {
    take(bytes) {
      if (budget.usedBytes + bytes > budget.bytesMax) {
        throw new TouchstoneError("overloaded", "requests under way hold all the memory set aside for them");
      }
      budget.usedBytes += bytes;
      heldBytes += bytes;
    },
    release() {
      budget.usedBytes -= heldBytes;
      heldBytes = 0;
    },
  };
}
