import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
const { packages } = read("package-lock.json") as { readonly packages: Readonly<Record<string, Locked>> };
const declared = read("package.json") as Readonly<Record<string, Readonly<Record<string, string>>>>;

describe("supply chain", () => {
  it("locks every package, of every platform, by its hash", () => {
    const fetched = Object.entries(packages).filter(
      ([place, { link, resolved }]) =>
        place.includes("node_modules/") && link !== true && resolved?.startsWith("file:") !== true,
    );
    expect(fetched.length).toBeGreaterThan(200);
    const unhashed = fetched.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""));
    expect(unhashed.map(([place]) => place)).toEqual([]);
  });

  it("names exact versions, so that nothing newer comes in unseen", () => {
    const ranges = ["dependencies", "devDependencies"].flatMap((section) =>
      Object.entries(declared[section]!).filter(
        ([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$|^file:/.test(version),
      ),
    );
    expect(ranges).toEqual([]);
  });
});
