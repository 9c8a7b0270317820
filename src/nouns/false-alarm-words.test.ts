import { expect, test } from "vitest";
import { falseAlarmText } from "./false-alarm-words.ts";

test.each([
  [
    1 / 2.1965,
    true,
    "fewer than 0.46 false campaigns in a million events: none was seen in 2.2 million",
    "每百万个事件中误报少于 0.46 个：在 220 万个事件中一个也未出现",
  ],
  [
    3 / 2.1965,
    false,
    "1.4 false campaigns as high and as large expected in a million events",
    "每百万个事件中，评分与规模不低于此的误报预期为 1.4 个",
  ],
])("%d a million, at the floor: %j", (rate, atFloor, en, zh) => {
  expect(falseAlarmText(rate, atFloor)).toEqual({ en, zh });
});
