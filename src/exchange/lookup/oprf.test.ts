import { expect, it } from "vitest";
import { blindInput, evaluateElement, finalizeOutput, freshLookupKey, outputFor } from "./oprf.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("hex");

/** RFC 9497, appendix A.3.1: mode OPRF, P256-SHA256. */
const KEY = hex("159749d750713afe245d2d39ccfaae8381c53ce92d098a9375ee70739c7ac0bf");
const BLIND = hex("3338fa65ec36e0290022b48eb562889d89dbfa691d1cde91517fa222ed7ad364");

it.each([
  [
    "00",
    "03723a1e5c09b8b9c18d1dcbca29e8007e95f14f4732d9346d490ffc195110368d",
    "030de02ffec47a1fd53efcdd1c6faf5bdc270912b8749e783c7ca75bb412958832",
    "a0b34de5fa4c5b6da07e72af73cc507cceeb48981b97b7285fc375345fe495dd",
  ],
  [
    "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
    "03cc1df781f1c2240a64d1c297b3f3d16262ef5d4cf102734882675c26231b0838",
    "03a0395fe3828f2476ffcd1f4fe540e5a8489322d398be3c4e5a869db7fcb7c52c",
    "c748ca6dd327f0ce85f4ae3a8cd6d4d5390bbb804c9e12dcf94f853fece3dcce",
  ],
])("the published vector of input %s", (input, blinded, evaluated, output) => {
  expect(text(evaluateElement(KEY, hex(blinded)))).toBe(evaluated);
  expect(text(finalizeOutput(hex(input), BLIND, hex(evaluated)))).toBe(output);
  expect(text(outputFor(KEY, hex(input)))).toBe(output);
});

it("gives the same output behind every blind, another under another key, and nothing for what is no point", () => {
  const input = hex("010203");
  const [one, two] = [blindInput(input), blindInput(input)];
  expect(text(one.element)).not.toBe(text(two.element));
  const outputs = [one, two].map(({ blind, element }) =>
    finalizeOutput(input, blind, evaluateElement(KEY, element)!),
  );
  expect(text(outputs[0]!)).toBe(text(outputs[1]!));
  expect(text(outputFor(freshLookupKey(), input))).not.toBe(text(outputs[0]!));
  for (const bad of ["02".padEnd(66, "f"), "00".repeat(33), `04${"11".repeat(32)}`, ""]) {
    expect(evaluateElement(KEY, hex(bad))).toBeNull();
    expect(finalizeOutput(input, one.blind, hex(bad))).toBeNull();
  }
});
