import { expect, it } from "vitest";
import { help, readArguments } from "../../start/arguments.ts";

it("stands on the repository unless told otherwise", () => {
  expect(readArguments([], "/repo")).toEqual({
    help: false,
    json: false,
    destroy: false,
    stacks: [],
    config: "/repo",
    folder: "/repo/.gatehouse/sandbox",
    report: "/repo/.gatehouse/report.md",
  });
});

it("keeps the page of another sandbox in that sandbox's folder", () => {
  const { folder, report, stacks } = readArguments(
    ["--folder", "/tmp/x", "--stack", "a", "--stack", "b", "--stack", "a"],
    "/repo",
  );
  expect({ folder, report, stacks }).toEqual({
    folder: "/tmp/x",
    report: "/tmp/x/report.md",
    stacks: ["a", "b"],
  });
});

it("refuses what it does not know, and says where to look", () => {
  expect(() => readArguments(["--destory"], "/repo")).toThrow(/'--destory'[\s\S]*npm start -- --help/);
  expect(() => readArguments(["shared"], "/repo")).toThrow(/shared/);
});

it("teaches every option and every exit code", () => {
  for (const word of [
    "--destroy",
    "--stack",
    "--config",
    "--folder",
    "--json",
    "--help",
    "0:",
    "1:",
    "2:",
    "3:",
    "130:",
  ]) {
    expect(help).toContain(word);
  }
});
