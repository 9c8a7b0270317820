import { expect, it } from "vitest";
import { createZone, machineZone, UTC } from "./zone.ts";

const AT = "2026-11-22T17:30:05.123Z";

it.each([
  ["Asia/Shanghai", "2026-11-23 01:30:05", 1, "Asia/Shanghai, UTC+8"],
  ["UTC", "2026-11-22 17:30:05", 17, "UTC"],
  ["+08:00", "2026-11-23 01:30:05", 1, "+08:00, UTC+8"],
  ["Asia/Kolkata", "2026-11-22 23:00:05", 23, "Asia/Kolkata, UTC+5:30"],
  ["America/New_York", "2026-11-22 12:30:05", 12, "America/New_York, UTC−5"],
])("%s: %s", (name, text, hour, label) => {
  const zone = createZone(name)!;
  expect(zone.text(AT)).toBe(text);
  expect(zone.minute(AT)).toBe(text.slice(0, 16));
  expect(zone.hour(Date.parse(AT))).toBe(hour);
  expect(zone.label(Date.parse(AT))).toBe(label);
});

it("follows summer time within one zone", () => {
  const zone = createZone("Europe/Berlin")!;
  expect(zone.text("2026-03-29T00:59:59Z")).toBe("2026-03-29 01:59:59");
  expect(zone.text("2026-03-29T01:00:00Z")).toBe("2026-03-29 03:00:00");
  expect(zone.label(Date.UTC(2026, 6, 1))).toBe("Europe/Berlin, UTC+2");
});

it("knows no zone of another name, and says – where there is no time", () => {
  expect(createZone("Mars/Olympus")).toBeNull();
  expect(createZone("")).toBeNull();
  expect(UTC.text(null)).toBe("–");
  expect(createZone(machineZone())).not.toBeNull();
});
