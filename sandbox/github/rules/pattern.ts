/**
 * Whether a ref or a path matches a pattern of a ruleset or of a deployment policy: Ruby's File.fnmatch with
 * FNM_PATHNAME, as GitHub's documentation of rulesets says. `*` stays within a segment, two of them and a slash cross segments.
 */
export function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/\*\*\/|\*\*$|\*|\?|[.+^${}()|\\]/g, (token) => {
    if (token === "**/") return "(?:[^/]+/)*";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`).test(text);
}

/** Whether a path matches as in gitignore: a leading slash anchors, a trailing one takes the folder, a bare name any depth. */
export function covers(pattern: string, path: string): boolean {
  const anchored = pattern.slice(0, -1).includes("/");
  const core = pattern.replace(/^\//, "");
  const rooted = anchored ? core : `**/${core}`;
  if (core.endsWith("/")) return matches(`${rooted}**`, path);
  return matches(rooted, path) || matches(`${rooted}/**`, path);
}
