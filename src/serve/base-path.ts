import { TouchstoneError } from "../nouns/codes.ts";

/**
 * Text of an option → the path under which a proxy shows this server: a leading slash and none at the end, empty for the
 * root. Throws `bad_request` for what is no such path.
 */
export function checkedBasePath(text: string): string {
  const path = text.replace(/\/+$/, "");
  if (path === "" || /^(?:\/[A-Za-z0-9._~-]+)+$/.test(path)) {
    if (!path.split("/").some((part) => part === "." || part === "..")) return path;
  }
  throw new TouchstoneError(
    "bad_request",
    `base path \`${text}\`; write it as \`/touchstone\`: letters, digits and \`._~-\` between slashes`,
  );
}

/** A request's target as its routes know it. A proxy may keep the base path or take it off: both are understood. */
export function withoutBase(url: string, basePath: string): string {
  if (basePath === "" || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest === "") return "/";
  if (rest.startsWith("/")) return rest;
  return rest.startsWith("?") ? `/${rest}` : url;
}

/** Attributes of our pages that hold an address of this server. Text of others cannot hold a plain quote: it is escaped. */
const LINKS = /( (?:href|action|data-source|data-review)=")\/(?!\/)/g;

/** A page's markup with the addresses of this server put under its base path. */
export function underBase(markup: string, basePath: string): string {
  return basePath === "" ? markup : markup.replace(LINKS, `$1${basePath}/`);
}
