/**
 * The part of JSON Schema that stored records need, as plain data: each is a valid JSON Schema, can be shown in the API's
 * document as it stands, and gives the TypeScript type of what it describes (`ValueOf`).
 */
export type PlainSchema = TextSchema | NumberSchema | YesNoSchema | ListSchema | ObjectSchema | EitherSchema;

export interface TextSchema {
  readonly type: "string";
  /** The only texts allowed. */
  readonly enum?: readonly string[];
  /** Regular expression that the whole text matches. */
  readonly pattern?: string;
  readonly description?: string;
}

export interface NumberSchema {
  readonly type: "integer" | "number";
  readonly minimum?: number;
  readonly description?: string;
}

export interface YesNoSchema {
  readonly type: "boolean";
  readonly description?: string;
}

export interface ListSchema {
  readonly type: "array";
  readonly items: PlainSchema;
  readonly description?: string;
}

/** Fields beyond those named are refused: a record that is committed to says nothing that no schema describes. */
export interface ObjectSchema {
  readonly type: "object";
  readonly properties: { readonly [field: string]: PlainSchema };
  readonly required: readonly string[];
  readonly additionalProperties: false;
  readonly description?: string;
}

/** One of several, as in a text or null. */
export interface EitherSchema {
  readonly anyOf: readonly (PlainSchema | { readonly type: "null" })[];
  readonly description?: string;
}

/** Type of the values that a schema describes. */
export type ValueOf<S> = S extends { readonly anyOf: readonly (infer Each)[] }
  ? EachOf<Each>
  : S extends { readonly type: "string"; readonly enum: readonly (infer Word)[] }
    ? Word
    : S extends { readonly type: "string" }
      ? string
      : S extends { readonly type: "integer" | "number" }
        ? number
        : S extends { readonly type: "boolean" }
          ? boolean
          : S extends { readonly type: "null" }
            ? null
            : S extends { readonly type: "array"; readonly items: infer Item }
              ? readonly ValueOf<Item>[]
              : S extends { readonly type: "object"; readonly properties: infer P }
                ? S extends { readonly required: readonly (infer Needed)[] }
                  ? { readonly [F in keyof P as F extends Needed ? F : never]: ValueOf<P[F]> } & {
                      readonly [F in keyof P as F extends Needed ? never : F]?: ValueOf<P[F]>;
                    }
                  : never
                : never;
/** Distributes over a union. */
type EachOf<S> = S extends unknown ? ValueOf<S> : never;
