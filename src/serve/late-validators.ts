import AjvCompiler from "@fastify/ajv-compiler";

type BuildCompiler = ReturnType<typeof AjvCompiler.default>;
type Compile = ReturnType<BuildCompiler>;
type Validate = ReturnType<Compile>;

/**
 * Fastify's own validators of paths and queries, each compiled at the first request that needs it, and their compiler made then
 * too: Fastify asks for one at every route, and each asking writes all shared schemas out as text, half a second of every
 * start. All schemas are the application's own, added before any request. For `schemaController.compilersFactory.buildValidator`.
 */
export function lateValidators(): BuildCompiler {
  const build: BuildCompiler = AjvCompiler.default();
  let compile: Compile | null = null;
  return (schemas, options) => (route) => {
    let validate: Validate | null = null;
    const late = (data: unknown): boolean => {
      compile ??= build(schemas, options);
      validate ??= compile(route);
      const valid = validate(data) as boolean; // no schema of ours is asynchronous
      late.errors = validate.errors;
      return valid;
    };
    late.errors = undefined as Validate["errors"];
    return late as Validate;
  };
}
