import { expect, test } from "vitest";
import { campaignOf } from "./campaign.fixture.ts";
import { createFixtureApp } from "./fixture-app.ts";
import { openApiDocument } from "./openapi.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string; readonly minimum?: number; readonly maximum?: number };
}

/** Every numeric parameter of every route, from the document. */
const document = (await openApiDocument()) as {
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
};
const numeric = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
    parameters
      .filter(({ schema }) => schema.type === "integer" || schema.type === "number")
      .map((parameter) => ({ path, method, parameter })),
  ),
);

/** Texts that a validator may take for a number, and no person writes. */
const ODD = [
  "1e999",
  "-1e999",
  "1e2",
  "1e-400",
  "Infinity",
  "-Infinity",
  "NaN",
  "0x10",
  "0b1",
  "0o7",
  "+5",
  " 5",
  "5 ",
  "%0A5",
  "5.0",
  "5,0",
  "1_000",
  "５",
  "٣",
  "",
  "null",
  "true",
  "[]",
  "{}",
  "9007199254740993",
  "1".repeat(400),
  "--1",
  "1n",
];

test("there are such parameters", () => {
  expect(numeric.length).toBeGreaterThanOrEqual(4);
});

test.each(numeric)(
  "$method $path: `$parameter.name` takes whole numbers within its limits and nothing like them",
  async ({ path, method, parameter }) => {
    const { app, engine, errors } = await createFixtureApp();
    engine.campaigns.put(campaignOf("c1"));
    const inPath = parameter.in === "path";
    const ask = (value: string) => {
      const encoded = value.startsWith("%") ? value : encodeURIComponent(value);
      const place = path.replace("{kind}", "video").replace("{id}", "c1");
      const url = inPath
        ? place.replace(`{${parameter.name}}`, encoded)
        : `${place}?${parameter.name}=${encoded}`;
      return app.inject({ method: method.toUpperCase() as "GET", url });
    };
    // A path that ends before the number is another path.
    for (const value of inPath ? ODD.filter((text) => text !== "") : ODD) {
      const response = await ask(value);
      expect([value, response.statusCode]).toEqual([value, 400]);
      expect(response.json()).toMatchObject({ code: "bad_request" });
    }
    const { minimum = 0, maximum = 1 } = parameter.schema;
    // The number is taken; what it stands for may not be there, and a body is not sent here.
    for (const value of [minimum, maximum])
      expect([200, 404, 415]).toContain((await ask(String(value))).statusCode);
    for (const value of [minimum - 1, maximum + 1]) expect((await ask(String(value))).statusCode).toBe(400);
    expect(errors).toEqual([]);
  },
);
