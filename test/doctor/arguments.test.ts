import { describe, expect, it } from "vitest";
import { help, readArguments } from "../../doctor/arguments.ts";

const read = (...given: string[]) => readArguments(given, "/repository");

describe("doctor's options", () => {
  it("ask the real accounts unless a sandbox is asked for", () => {
    expect(read()).toEqual({
      command: "examine",
      help: false,
      json: false,
      html: false,
      config: "/repository",
    });
  });

  it("take the sandbox that npm start has for the pipeline, or another", () => {
    expect(read("--sandbox").sandbox).toBe("/repository/.gatehouse/sandbox");
    expect(read("--sandbox", "--json")).toMatchObject({
      sandbox: "/repository/.gatehouse/sandbox",
      json: true,
    });
    expect(read("--sandbox", "/elsewhere").sandbox).toBe("/elsewhere");
    expect(read("--config", "/repository/examples/one", "--sandbox").sandbox).toBe(
      "/repository/.gatehouse/sandboxes/one",
    );
  });

  it("refuse what does not exist, saying where to look", () => {
    expect(() => read("--sandbx")).toThrow(/--sandbx[\s\S]*npm run doctor -- --help/);
    expect(() => read("mend")).toThrow(/"mend" is no command of doctor; there is manifest/);
    expect(() => read("manifest", "twice")).toThrow(/"manifest twice" is no command/);
    expect(() => read("--html")).toThrow(/--html belongs to manifest/);
  });

  it("are all in the help, with the exit codes", () => {
    for (const word of ["--sandbox", "--config", "--json", "--html", "--help", "manifest"])
      expect(help).toContain(word);
    for (const code of ["Exits 0:", "1:", "2:", "3:"]) expect(help).toContain(code);
  });
});
