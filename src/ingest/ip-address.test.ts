import { SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readIp, writeIp } from "./ip-address.ts";

function canonical(text: string, bits4 = 32, bits6 = 128): string | null {
  const bytes = new TextEncoder().encode(text);
  const words = new Uint32Array(4);
  const version = readIp(bytes, 0, bytes.length, words);
  if (version === 0) return null;
  const out = new Uint8Array(64);
  return new TextDecoder().decode(
    out.subarray(0, writeIp(words, version, version === 4 ? bits4 : bits6, out)),
  );
}

describe("addresses", () => {
  it("agrees with the platform on generated addresses", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const ours = canonical(text);
        expect(ours).not.toBeNull();
        const again = canonical(ours!);
        expect(again).toBe(ours);
        if (ours!.includes(":")) {
          // The platform writes embedded IPv4 in dots where RFC 5952 leaves the choice: compare by reading back.
          const platform = new SocketAddress({ address: text, family: "ipv6" }).address;
          expect(canonical(platform)).toBe(ours);
        }
      }),
      { numRuns: 1000, seed: 5 },
    );
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(canonical(text)).toBe(text);
      }),
      { numRuns: 300, seed: 5 },
    );
  });
  it.each([
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["255.255.255.255", "255.255.255.255"],
  ])("%s is %s", (text, wanted) => expect(canonical(text)).toBe(wanted));
  it.each([
    "",
    ":",
    ":::",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1..2.3",
    "1.2.3.256",
    "1.2.3.04",
    "1.2.3.4 ",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "g::",
    "::1%lo",
    "[::1]",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3",
    "1:",
    ":1",
    "1:2:3:4:5:6:7:8::",
  ])("refuses `%s`", (text) => expect(canonical(text)).toBeNull());
  it.each([
    ["203.0.113.9", "203.0.113.0/24"],
    ["2001:db8:7:8::9", "2001:db8:7::/48"],
    ["::9", "::/48"],
    ["0:0:5::", "0:0:5::/48"],
  ])("network of %s is %s", (text, wanted) => expect(canonical(text, 24, 48)).toBe(wanted));
});
