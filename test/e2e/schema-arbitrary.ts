import fc from "fast-check";

/** The part of JSON Schema that the API's document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly examples?: readonly unknown[];
}

/** The past, so that no event lies ahead of the receiver's clock. */
const TIME_MS_MAX = Date.UTC(2026, 0, 1);
/** Bytes of a character at the most: limits on text are in bytes. */
const CHARACTER_BYTES_MAX = 40;

/** Values that a schema of the document allows; an object gets fields that it does not name too. */
export function valuesOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> {
  const { $ref, anyOf, type } = schema;
  if ($ref !== undefined) return valuesOf(schemas[$ref.replace("#/components/schemas/", "")]!, schemas);
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((one) => valuesOf(one, schemas)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.examples !== undefined) return withNull(type, fc.constantFrom(...schema.examples));
  const types = typeof type === "string" ? [type] : (type ?? []);
  return fc.oneof(...types.map((one) => ofType(one, schema, schemas)));
}

function withNull(type: Schema["type"], values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return type?.includes("null") ? fc.option(values) : values;
}

function ofType(
  type: string,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({
        min: schema.minimum ?? 0,
        max: Math.min(
          schema.maximum ?? Number.MAX_SAFE_INTEGER,
          schema.format === "date-time" ? TIME_MS_MAX : Infinity,
        ),
      });
    case "number":
      return fc.double({
        min: schema.exclusiveMinimum ?? schema.minimum ?? 0,
        minExcluded: schema.exclusiveMinimum !== undefined,
        max: schema.maximum ?? Number.MAX_SAFE_INTEGER,
        noNaN: true,
      });
    case "string":
      if (schema.format === "date-time") {
        const min = schema.minimum ?? 0;
        return fc.integer({ min, max: TIME_MS_MAX }).map((ms) => new Date(ms).toISOString());
      }
      return fc.string({
        unit: "grapheme",
        minLength: schema.minLength ?? 0,
        maxLength: Math.floor(Math.min(schema.maxLength ?? 400, 2_000) / CHARACTER_BYTES_MAX),
      });
    case "array":
      return fc.array(valuesOf(schema.items!, schemas), { maxLength: 3 });
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, field]) => [name, valuesOf(field, schemas)] as const,
      );
      const known = fc.record(Object.fromEntries(fields), {
        requiredKeys: [...(schema.required ?? [])],
      }) as fc.Arbitrary<Record<string, unknown>>;
      const foreign = fc.dictionary(
        fc.string({ maxLength: 6 }).map((name) => `x_${name}`),
        fc.jsonValue({ maxDepth: 3 }),
        {
          maxKeys: 2,
        },
      );
      return fc.tuple(known, foreign).map(([fieldsOf, more]) => ({ ...more, ...fieldsOf }));
    }
    default:
      throw new Error(`a schema of type \`${type}\``);
  }
}

/** Every place of a value's fields that a schema names, as a path. */
export function fieldPaths(schema: Schema, schemas: Readonly<Record<string, Schema>>): (readonly string[])[] {
  if (schema.$ref !== undefined)
    return fieldPaths(schemas[schema.$ref.replace("#/components/schemas/", "")]!, schemas);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    [name],
    ...fieldPaths(field, schemas).map((path) => [name, ...path]),
  ]);
}
