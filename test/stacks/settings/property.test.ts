import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "./arbitrary.ts";
import { complaint } from "./written.ts";

const stacks = ["shared", "development", "staging", "production"];
const runs = { seed: 20_261_121, numRuns: 60 };

/** Every key that holds a plain value, a list or a group, as a path. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  const here = path.length > 0 ? [path] : [];
  if (typeof value !== "object" || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === first ? replaced(item, rest, by) : item));
  }
  if (typeof value !== "object" || value === null) throw new Error(`there is no ${first}`);
  return { ...value, [first]: replaced(Reflect.get(value, first), rest, by) };
}

/** `a.b[0].c`, as messages write it. */
function keyOf(path: readonly string[]): string {
  return path.reduce(
    (key, part) => (/^\d+$/.test(part) ? `${key}[${part}]` : key ? `${key}.${part}` : part),
    "",
  );
}

describe("generated settings", () => {
  it("are sound whenever they keep the rules", () => {
    fc.assert(
      fc.property(pipeline, fc.constantFrom(...stacks), ({ common, stacks: own }, stack) => {
        expect(complaint({ ...common, ...own[stack] })).toBeUndefined();
      }),
      runs,
    );
  });

  it("with any single field of the wrong kind get one message that names it", () => {
    fc.assert(
      fc.property(
        pipeline,
        fc.constantFrom(...stacks),
        fc.nat(),
        ({ common, stacks: own }, stack, choice) => {
          const settings = { ...common, ...own[stack] };
          const paths = pathsOf(settings);
          const path = paths[choice % paths.length] ?? [];
          // Nothing in the settings is a list of lists, so that this is wrong everywhere.
          const message = complaint(Object(replaced(settings, path, [["wrong"]]))) ?? "";
          expect(message.split("\n").filter((line) => line.includes(keyOf(path)))).not.toEqual([]);
          expect(message.split("\n")).toHaveLength(1);
        },
      ),
      { ...runs, numRuns: 1500 },
    );
  });

  it("with any key misspelled get a message that names the wrong key", () => {
    fc.assert(
      fc.property(
        pipeline,
        fc.constantFrom("github", "application", "releases", "aws"),
        ({ common, stacks: own }, key) => {
          const settings = { ...common, ...own["shared"], [key]: { ...Object(common[key]), wrongKey: 1 } };
          expect(complaint(settings)).toContain(`${key}.wrongKey is not a setting`);
        },
      ),
      runs,
    );
  });
});
