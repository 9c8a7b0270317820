import type { Node } from "yaml";
import type { Template } from "./mapping-rules.ts";
import type { MappingYaml } from "./mapping-yaml.ts";

/** Gathers the columns a mapping reads while its texts with `{columns}` are taken apart. */
export type MappingColumns = ReturnType<typeof createMappingColumns>;

/** No column and no lookup known yet. */
export function createMappingColumns(yaml: MappingYaml) {
  const fail: MappingYaml["fail"] = yaml.fail;
  const { textOf } = yaml;
  const columns = new Set<string>();
  const lookupNames: string[] = [];

  function column(name: string, place: Node): string {
    const dot = name.indexOf(".");
    const lookup = dot > 0 ? name.slice(0, dot) : "";
    if (!lookupNames.includes(lookup)) columns.add(name);
    else if (dot === name.length - 1)
      fail(place, `\`${name}\` names no column`, `as in \`${lookup}.column\``);
    return name;
  }
  function template(text: string, place: Node): Template {
    const parts: string[] = [];
    const names: string[] = [];
    let rest = text;
    for (;;) {
      const open = rest.indexOf("{");
      if (open < 0) break;
      const close = rest.indexOf("}", open);
      if (close <= open + 1)
        fail(place, `\`${text}\` has an open brace without a column`, "as in `{user_id}`");
      parts.push(rest.slice(0, open));
      names.push(column(rest.slice(open + 1, close), place));
      rest = rest.slice(close + 1);
    }
    parts.push(rest);
    return { parts, columns: names };
  }
  /** `name` alone is a column; with braces it is a template. */
  function columnOrTemplate(node: Node, what: string): Template {
    const value = textOf(node, what);
    return value.includes("{") ? template(value, node) : { parts: ["", ""], columns: [column(value, node)] };
  }
  return { columns, lookupNames, column, template, columnOrTemplate };
}
