import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentText, reaches } from "../../../pipeline/report/coverage.ts";
import { readLines } from "../../../pipeline/report/lines.ts";
import { Unreadable } from "../../../pipeline/report/unreadable.ts";
import { command, file } from "./command.ts";

const lcov = `TN:
SF:src/a.ts
FN:1,main
DA:1,5
DA:2,0
DA:3,1,checksum
LF:3
LH:2
end_of_record
SF:src/b.ts
DA:1,0
end_of_record
`;

const cobertura = `<?xml version="1.0" ?>
<coverage line-rate="0.5" version="7"><packages><package name="app"><classes>
<class name="a" filename="app/a.py"><methods><method name="f"><lines><line number="1" hits="1"/></lines></method></methods>
<lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class>
</classes></package></packages></coverage>`;

const plain = (lines: ReturnType<typeof readLines>) => [...lines].map(([name, of]) => [name, [...of]]);

describe("reports of coverage", () => {
  it("reads LCOV", () => {
    expect(plain(readLines(lcov, "l"))).toEqual([
      [
        "src/a.ts",
        [
          [1, true],
          [2, false],
          [3, true],
        ],
      ],
      ["src/b.ts", [[1, false]]],
    ]);
  });

  it("reads Cobertura's XML, each line once", () => {
    expect(plain(readLines(cobertura, "c"))).toEqual([
      [
        "app/a.py",
        [
          [1, true],
          [2, false],
        ],
      ],
    ]);
  });

  it.each([
    ["LCOV that is cut off", "SF:a\nDA:1,1\n"],
    ["a line outside of a file", "DA:1,1\n"],
    ["a line without its hits", "SF:a\nDA:1\nend_of_record\n"],
    ["another XML document", "<testsuites/>"],
    ["XML that is cut off", cobertura.slice(0, -12)],
  ])("refuses %s", (_what, text) => {
    expect(() => readLines(text, "r")).toThrow(Unreadable);
  });
});

describe("a floor", () => {
  it("is never reached by rounding", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (total, floor) => {
          const least = Math.ceil((floor * total) / 10_000);
          expect(reaches({ covered: least, total, files: [] }, floor)).toBe(true);
          expect(reaches({ covered: least - 1, total, files: [] }, floor)).toBe(false);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it("is told without rounding up", () => {
    expect(percentText({ covered: 84_999, total: 100_000 })).toBe("84.99 %");
    expect(percentText({ covered: 85, total: 100 })).toBe("85 %");
  });
});

describe("report coverage", () => {
  const cover = (text: string, least: string, ...more: string[]) =>
    command("report", "coverage", "--input", file("l.info", text), "--least", least, ...more);

  it("says yes at the floor and no below it, naming the worst", async () => {
    expect((await cover(lcov, "50")).code).toBe(0);
    const { code, out } = await cover(lcov, "50.01");
    expect(code).toBe(1);
    expect(out).toContain("50 % of the lines are covered (2 of 4); 50.01 % must be");
    expect(out).toMatch(/src\/b\.ts +0 %, 1 lines are not covered/);
  });

  it("covers a line where any report covers it", async () => {
    const other = file("o.info", "SF:src/b.ts\nDA:1,1\nend_of_record\n");
    expect((await cover(lcov, "75", "--input", other)).code).toBe(0);
  });

  it("cannot tell from a report without lines, a missing one, or one that is cut off", async () => {
    expect((await cover("", "1")).code).toBe(3);
    expect((await cover("TN:\n", "1")).code).toBe(3);
    expect((await cover("SF:a\nDA:1,1\n", "1")).code).toBe(3);
    expect((await command("report", "coverage", "--input", "none.info", "--least", "1")).code).toBe(3);
  });

  it("holds the packages that changed to the floor where not every test was run", async () => {
    const selection = (folder: string) =>
      file("s.json", JSON.stringify({ all: false, why: "w", packages: [{ name: "a", folder }] }));
    const text =
      "SF:crates/a/src/lib.rs\nDA:1,1\nend_of_record\nSF:crates/ab/src/lib.rs\nDA:1,0\nend_of_record\n";
    expect((await cover(text, "100", "--selection", selection("crates/a"))).code).toBe(0);
    expect((await cover(text, "1", "--selection", selection("crates/ab"))).code).toBe(1);
    expect((await cover(text, "1", "--selection", selection("crates/c"))).code).toBe(3);
  });

  it.each(["0", "101", "85%", "84.999", "", "-1"])("refuses the floor %j", async (least) => {
    const { code, err } = await cover(lcov, least);
    expect(code).toBe(2);
    expect(err).toContain("--least");
  });
});
