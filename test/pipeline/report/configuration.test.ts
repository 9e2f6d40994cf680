import { join } from "node:path";
import { expect, it } from "vitest";
import { command, file, folder } from "./command.ts";

const check = (text: string, ...names: string[]) =>
  command(
    "report",
    "configuration",
    "--example",
    file(".env.example", text),
    ...names.flatMap((name) => ["--required", name]),
  );

it("says yes where every variable has an example, and shows none", async () => {
  const { code, out } = await check("# comment\nA=\"one two\"\nexport B='x'\n", "A", "B");
  expect(code).toBe(0);
  expect(out).not.toContain("one two");
});

it("names every one that is missing or empty", async () => {
  const { code, out } = await check("A=1\nB=\n", "A", "B", "C");
  expect(code).toBe(1);
  expect(out).toContain("lacks B, C");
  expect(out).toMatch(/B +it has no value/);
  expect(out).toMatch(/C +it is not there/);
});

it("runs nothing of the file", async () => {
  const mark = join(folder(), "mark");
  expect((await check(`A=$(touch ${mark})\n`, "A")).code).toBe(0);
  expect((await command("report", "configuration", "--example", mark, "--required", "A")).code).toBe(3);
});

it("needs to know what is required", async () => {
  expect((await check("A=1\n")).code).toBe(2);
});
