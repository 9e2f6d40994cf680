import { describe, expect, it } from "vitest";
import type { Command } from "../../../pipeline/cli/command.ts";
import { commands } from "../../../pipeline/cli/commands.ts";
import { commandOptions } from "../../../pipeline/contract/commands.ts";
import { contract } from "../world.ts";
import { ask } from "./ask.ts";

const names: readonly string[] = Object.keys(commandOptions);
const built: readonly string[] = commands.map(({ name }) => name);

describe("the commands that workflows may write", () => {
  it("are registered once each, and none beside them", () => {
    expect(new Set(built).size).toBe(built.length);
    expect(built.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    "%s reads exactly the options that stand there",
    (name, { options }) => {
      expect(options).toEqual(commandOptions[name]);
    },
  );

  it.each(commands.map(({ name }) => [name]))("%s tells what it decides by", async (name) => {
    const said = await ask([...name.split(" "), "--help"], { contract });
    expect([said.code, said.err]).toEqual([0, ""]);
    expect(said.out).toMatch(new RegExp(`^${name}: \\S`));
    expect(said.out).toContain("Exits 0");
    for (const [option, { required }] of Object.entries(commandOptions[name])) {
      expect(said.out).toMatch(new RegExp(`--${option}\\b.*${required ? "\\(required\\)" : ""}`));
    }
    expect([said.output, said.summary]).toEqual(["", ""]);
  });

  it.each(names.filter((name) => !built.includes(name)).map((name) => [name]))(
    "%s is not built yet, and opens nothing",
    async (name) => {
      const said = await ask(name.split(" "), { contract });
      expect(said.code).toBe(3);
      expect(said.err).toBe(
        `${name} is not built in this runtime. Deliver a runtime that has it, or take the step out.\n`,
      );
    },
  );

  it("say yes to nothing when they are not built", async () => {
    const said = await ask(["gate", "--environment", "production"], { contract, commands: [] });
    expect([said.code, said.out, said.output]).toEqual([3, "", ""]);
  });
});

describe("wrong use", () => {
  it.each([
    [["moon"], 'There is no command "moon". Allowed: gate, when,'],
    [["secrets"], "secrets needs a command. Allowed: check, age, leaks."],
    [["secrets", "rotate"], 'secrets has no command "rotate". Allowed: check, age, leaks.'],
    [["gate"], "gate needs --environment NAME: the environment of the contract."],
    [["gate", "production"], "Unexpected argument 'production'"],
    [
      ["gate", "--environment", "production", "--kind", "hope"],
      '--kind is "hope". Allowed: release, rollback.',
    ],
  ])("%j", async (args, words) => {
    const said = await ask(args, { contract });
    expect(said.code).toBe(2);
    expect(said.err).toContain(words);
  });

  it("no command at all shows which there are", async () => {
    const said = await ask(["--help"], { contract });
    expect(said.code).toBe(0);
    for (const name of built) expect(said.out).toContain(`  ${name} `);
  });
});

it("what nobody foresaw is said in one line and opens nothing", async () => {
  const frame = {
    gateFacts: async () => {
      throw new TypeError("Cannot read properties of undefined");
    },
  };
  const said = await ask(["gate", "--environment", "production"], { contract, frame });
  expect(said.code).toBe(3);
  expect(said.err).toBe(
    "The runtime failed where it should not: Cannot read properties of undefined. Run the job with debug logging, and report what it prints.\n",
  );
});

describe("a secret that a command lets slip", () => {
  const secret = 'zz_top*"with`signs\\and_more';
  const careless: Command = {
    name: "gate",
    purpose: "tells a secret",
    help: "",
    options: commandOptions.gate,
    examples: [],
    run: async () => ({
      verdict: "no",
      report: {
        verdict: "no",
        title: secret,
        rows: [{ name: secret, verdict: "no", why: secret, todo: secret }],
        notes: [secret],
      },
      json: { [secret]: [secret] },
    }),
  };

  it.each([[[]], [["--json"]]])("is masked before anything escapes its signs: %j", async (json) => {
    const said = await ask(["gate", "--environment", "production", ...json], {
      contract,
      commands: [careless],
      environment: { APP_PASSWORD: secret },
    });
    expect(said.code).toBe(1);
    for (const text of [said.out, said.summary]) {
      expect(text).toMatch(/\*\*\*|&#42;&#42;&#42;/);
      for (const part of ["zz", "top", "signs", "more"]) expect(text).not.toContain(part);
    }
  });
});
