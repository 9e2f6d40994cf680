/**
 * Whether a file pattern of the contract stands for a path: `*` within one part of a path, `**` across parts, `?` for
 * one sign, and a folder's name with a slash at its end for all that is in it. `payments**` has no slash before its
 * stars, so it covers the module `payments.py` as well as the folders `payments/` and `payments_v2/` (S000-GUARD-03).
 */
export function matchesPath(pattern: string, path: string): boolean {
  const known = compiled.get(pattern) ?? compile(pattern);
  compiled.set(pattern, known);
  return known.test(path);
}

const compiled = new Map<string, RegExp>();

function compile(pattern: string): RegExp {
  const whole = pattern.endsWith("/") ? `${pattern}**` : pattern;
  const source = whole.replace(/\*\*\/|\*\*|[*?]|[.+^${}()|[\]\\]/g, (sign, at: number) => {
    // `**/` at the start of a part may stand for no folder at all.
    if (sign === "**/") return at === 0 || whole[at - 1] === "/" ? "(?:.*/)?" : ".*/";
    if (sign === "**") return ".*";
    if (sign === "*") return "[^/]*";
    if (sign === "?") return "[^/]";
    return `\\${sign}`;
  });
  // File names may hold line breaks.
  return new RegExp(`^${source}$`, "s");
}
