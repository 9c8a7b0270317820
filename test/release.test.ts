import { describe, expect, it } from "vitest";
import { newer, releasedChangelog } from "../scripts/release-changelog.ts";

describe("releasedChangelog", () => {
  const before = "# Changelog\n\n## Unreleased\n\n* one\n\n## 0.1.0 (2026-01-01)\n\n* old\n";

  it("gives the entries to the version, and leaves room for the next", () => {
    expect(releasedChangelog(before, "0.2.0", "2026-11-30")).toBe(
      "# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-11-30)\n\n* one\n\n## 0.1.0 (2026-01-01)\n\n* old\n",
    );
  });

  it.each([
    ["no such heading", "# Changelog\n"],
    ["nothing under it", "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n* old\n"],
  ])("refuses a changelog with %s", (_, text) => {
    expect(releasedChangelog(text, "0.2.0", "2026-11-30")).toBeNull();
  });
});

describe("newer", () => {
  it.each([
    ["0.1.1", "0.1.0", true],
    ["1.0.0", "0.9.9", true],
    ["0.10.0", "0.9.0", true],
    ["0.1.0", "0.1.0", false],
    ["0.0.9", "0.1.0", false],
    ["v1.0.0", "0.1.0", false],
    ["", "0.1.0", false],
  ])("%s after %s: %s", (version, than, expected) => {
    expect(newer(version, than)).toBe(expected);
  });
});
