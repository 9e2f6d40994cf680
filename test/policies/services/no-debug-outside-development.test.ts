import { describe, expect, it } from "vitest";
import { notKnown, type Value } from "../../../policies/form/value.ts";
import { noDebugOutsideDevelopment as policy } from "../../../policies/services/no-debug-outside-development.ts";
import { judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const variable = (variableName: string, value: Value) =>
  resource("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", "variable", {
    variableName,
    value,
  });
const app = (remoteDebuggingEnabled: Value, settings: { name: string; value: string }[] = []) =>
  resource("azure-native:web:WebAppSlot", "app", {
    siteConfig: { remoteDebuggingEnabled, appSettings: settings },
  });

const debugging = [
  app(true),
  variable("ACTIONS_STEP_DEBUG", "true"),
  app(null, [{ name: "LOG_LEVEL", value: "debug" }]),
];

describe("outside development", () => {
  it.each([undefined, "staging", "production"])("S003-CFG-03: debugging is refused (tier %s)", (tier) => {
    expect(violations(judgeStack(policy, debugging, { ...preview, tier }))).toEqual([
      'App "app" must have siteConfig.remoteDebuggingEnabled false; given: true.',
      'GitHub variable "variable" must have ACTIONS_STEP_DEBUG off outside development; given: "true".',
      'App setting "app" must have LOG_LEVEL off outside development; given: "debug".',
    ]);
  });

  it.each([
    ["DEBUG", "1"],
    ["APP_DEBUG", "yes"],
    ["DEBUG", "app:*"],
    ["ACTIONS_RUNNER_DEBUG", "true"],
    ["LOG_LEVEL", "TRACE"],
    ["AzureFunctionsJobHost__logging__logLevel__default", "Debug"],
  ])("%s=%s is refused", (name, value) => {
    expect(violations(judgeStack(policy, [variable(name, value)]))).toHaveLength(1);
  });

  it.each([
    ["DEBUG", "false"],
    ["DEBUG", "0"],
    ["LOG_LEVEL", "info"],
    ["LOG_LEVEL", "warning"],
    ["DEBUGGER_URL", "a"],
  ])("%s=%s passes", (name, value) => {
    expect(judgeStack(policy, [variable(name, value), app(false)])).toEqual([]);
  });

  it("a switch kept as a secret counts as on", () => {
    const secret = resource("github:index/actionsSecret:ActionsSecret", "secret", {
      secretName: "ACTIONS_STEP_DEBUG",
    });
    expect(violations(judgeStack(policy, [secret]))).toHaveLength(1);
  });
});

describe("in development", () => {
  it("everything may be debugged", () => {
    expect(judgeStack(policy, debugging, { ...preview, tier: "development" })).toEqual([]);
  });
});

it("leaves open what only the update knows", () => {
  const findings = judgeStack(policy, [app(notKnown)]);
  expect(violations(findings)).toEqual([]);
  expect(undecided(findings)).toHaveLength(1);
});
