type Version = readonly [major: number, minor: number, patch: number];

/**
 * Whether a version is in a range as Cargo writes them: `1.2` and `^1.2` up to the next breaking one, `~1.2`, `=1.2.3`,
 * `>=1, <2`, `1.*`, `*` (The Cargo Book, "Specifying Dependencies"). Pre-releases count by their numbers alone.
 */
export function satisfies(version: string, range: string): boolean {
  const numbers = numbersOf(version);
  const whole: Version = [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
  return range.split(",").every((part) => holds(whole, part.trim()));
}

function numbersOf(text: string): number[] {
  return (text.split(/[-+]/)[0] ?? "")
    .split(".")
    .filter((part) => /^\d+$/.test(part))
    .map(Number);
}

function holds(version: Version, part: string): boolean {
  const [, sign = "", text = ""] = /^(\^|~|>=|<=|>|<|=)?\s*v?(.*)$/.exec(part) ?? [];
  const given = numbersOf(text);
  const least: Version = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
  if (given.length === 0) return text === "*" || text === "";
  switch (sign) {
    case ">=":
      return order(version, least) >= 0;
    case ">":
      return (
        order(version, next(given, given.length - 1)) >= 0 ||
        (given.length === 3 && order(version, least) > 0)
      );
    case "<":
      return order(version, least) < 0;
    case "<=":
      return order(version, next(given, given.length - 1)) < 0;
    case "=":
      return order(version, least) >= 0 && order(version, next(given, given.length - 1)) < 0;
    case "~":
      return order(version, least) >= 0 && order(version, next(given, Math.min(1, given.length - 1))) < 0;
    default:
      return order(version, least) >= 0 && order(version, next(given, breaking(given, text))) < 0;
  }
}

/** Which number must not grow: the first that is not zero, or the last that is given. */
function breaking(given: readonly number[], text: string): number {
  if (text.includes("*")) return given.length - 1;
  const first = given.findIndex((number) => number > 0);
  return first < 0 ? given.length - 1 : first;
}

/** The first version in which the number at a place has grown. */
function next(given: readonly number[], place: number): Version {
  const grown = [0, 1, 2].map((at) =>
    at < place ? (given[at] ?? 0) : at === place ? (given[at] ?? 0) + 1 : 0,
  );
  return [grown[0] ?? 0, grown[1] ?? 0, grown[2] ?? 0];
}

function order(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
