import AjvCompiler from "@fastify/ajv-compiler";

type BuildCompiler = ReturnType<typeof AjvCompiler.default>;
type Compile = ReturnType<BuildCompiler>;
type Validate = ReturnType<Compile>;

/**
 * Fastify's own validators of paths and queries, each compiled at the first request that needs it: to compile those of
 * every route takes a tenth of the start. For `schemaController.compilersFactory.buildValidator`.
 */
export function lateValidators(): BuildCompiler {
  const build: BuildCompiler = AjvCompiler.default();
  return (schemas, options) => {
    const compile = build(schemas, options);
    return (route) => {
      let validate: Validate | null = null;
      const late = (data: unknown): boolean => {
        validate ??= compile(route);
        const valid = validate(data) as boolean; // no schema of ours is asynchronous
        late.errors = validate.errors;
        return valid;
      };
      late.errors = undefined as Validate["errors"];
      return late as Validate;
    };
  };
}
