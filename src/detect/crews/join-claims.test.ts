import { describe, expect, it } from "vitest";
import { joinClaims } from "./detect-crews.ts";

interface Claim {
  readonly name: string;
  readonly score: number;
  readonly members: readonly string[];
}

/** A claim about accounts `from` to `to`. */
function claim(name: string, score: number, from: number, to: number): Claim {
  return { name, score, members: Array.from({ length: to - from }, (_, at) => `${from + at}`) };
}

describe("joinClaims", () => {
  it.each<readonly [string, readonly Claim[], readonly Claim[], readonly string[]]>([
    [
      "a pool joined with the crowd of one of its targets is told as the likelier pool",
      [claim("crew", 0.99, 0, 400)],
      [claim("with a crowd", 0.52, 6, 710)],
      ["crew"],
    ],
    [
      "a window that sees the same people better is told",
      [claim("crew", 0.6, 0, 300)],
      [claim("window", 0.99, 0, 400)],
      ["window"],
    ],
    [
      "people of whom a crew is a small part stand for themselves",
      [claim("crew", 0.99, 0, 100)],
      [claim("window", 0.9, 0, 400)],
      ["crew", "window"],
    ],
    [
      "people with whom a crew shares half of itself stand for themselves",
      [claim("crew", 0.99, 0, 400)],
      [claim("window", 0.9, 200, 560)],
      ["crew", "window"],
    ],
    [
      "what crews tell already is theirs",
      [claim("crew", 0.9, 0, 400)],
      [claim("window", 0.8, 0, 100)],
      ["crew"],
    ],
  ])("%s", (_, crews, windows, told) => {
    expect(joinClaims(crews, windows, ({ members }) => members).map(({ name }) => name)).toEqual(told);
  });
});
