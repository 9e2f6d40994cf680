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
