/**
 * Pieces of characters that no keyboard offers → characters and letters that people type for them: 亻弋 or 人弋 or イ弋 for 代.
 * One string of single characters for each piece.
 */
export const PART_STANDS_FOR: ReadonlyMap<string, string> = new Map([
  ["亻", "人イ"],
  ["刂", "刀リ"],
  ["氵", "水シ"],
  ["扌", "手才"],
  ["讠", "言"],
  ["纟", "丝"],
  ["钅", "金"],
  ["忄", "心"],
  ["艹", "草"],
  ["⺙", "攵"],
  ["⺮", "竹"],
  ["攵", "文"],
  ["丬", "爿"],
  ["釆", "采"],
  ["𧾷", "足"],
  ["阝", "耳"],
  ["犭", "犬"],
  ["礻", "示"],
  ["衤", "衣"],
  ["饣", "食"],
  ["灬", "火"],
  ["辶", "走"],
]);

/** Whether a written character may be the piece. */
export function isPart(written: string, part: string): boolean {
  return written === part || (PART_STANDS_FOR.get(part)?.includes(written) ?? false);
}
