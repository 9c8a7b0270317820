import { type TSchema, Type } from "typebox";

/** A scalar or null. */
export const nullable = (type: "number" | "integer" | "string" | "boolean", more: object = {}) =>
  Type.Unsafe<number | string | boolean | null>({ type: [type, "null"], ...more });

/** A string that is one of a few. */
export const words = <const T extends readonly string[]>(all: T, more: object = {}) =>
  Type.Unsafe<T[number]>({ type: "string", enum: [...all], ...more });

/** A reference to a shape registered under its `$id`. */
export const ref = (id: string): TSchema => Type.Unsafe({ $ref: `${id}#` });

/** How many of something. */
export const count = Type.Integer({ minimum: 0 });

/** A sentence in both languages. */
export const SENTENCE = Type.Object(
  { zh: Type.String(), en: Type.String() },
  { $id: "Sentence", description: "one sentence in both languages" },
);
