import { describe, expect, it } from "vitest";
import { environment, WorkflowError } from "../../../../components/workflows/model/index.ts";
import {
  type Context,
  type Service,
  verification,
} from "../../../../components/workflows/toolchains/index.ts";
import { jobOf, stepOf } from "./parsed.ts";
import { backend001, backend004, context, dartService, fileOf, frontend001, frontend004 } from "./seeds.ts";

const refusal = (services: readonly Service[], given: Partial<Context> = {}): string => {
  try {
    verification(services, { ...context, ...given });
  } catch (error) {
    if (error instanceof WorkflowError) return error.message;
    throw error;
  }
  return "";
};

/** A service with one stage of these checks. */
const checking = (service: Service, ...checks: string[]): Service => ({
  ...service,
  toolchain: { ...service.toolchain, stages: [{ name: "Stage", minutes: 5, apart: false, checks }] },
});

describe("what a toolchain has not", () => {
  it.each([
    [
      backend001,
      "bundle",
      /backend\.toolchain\.stages is with the check bundle\. Allowed: lint, format, types/,
    ],
    [
      frontend001,
      "bandit",
      /frontend\.toolchain\.stages is with the check bandit\. Allowed: lint, types, format, audit/,
    ],
    [dartService, "snyk", /check snyk\. Allowed: lint/],
    [backend004, "e2e", /check e2e\. Allowed: .*names of its suites: unit, database, services, contract/],
  ])("%# is refused by name", (service, check, message) => {
    expect(refusal([checking(service, check)])).toMatch(message);
  });

  it("Snyk without a token, configuration without a variable", () => {
    expect(refusal([checking(frontend001, "snyk")], { snyk: undefined })).toMatch(/snyk and no token/);
    expect(refusal([checking(backend001, "configuration")], { required: {} })).toMatch(
      /secrets name the service's/,
    );
  });

  it("stages of two services in two orders", () => {
    const stages = frontend004.toolchain.stages.toReversed();
    expect(
      refusal([backend004, { ...frontend004, toolchain: { ...frontend004.toolchain, stages } }]),
    ).toMatch(/in one order for all services of a workflow: Static Analysis, Unit Tests, Integration Tests/);
  });

  it("a stage twice", () => {
    const stages = [...frontend004.toolchain.stages, ...frontend004.toolchain.stages.slice(0, 1)];
    expect(refusal([{ ...frontend004, toolchain: { ...frontend004.toolchain, stages } }])).toMatch(
      /each name once/,
    );
  });
});

describe("Snyk's token in an environment", () => {
  const security = environment("security", { secrets: ["SNYK_TOKEN"] });
  const file = fileOf("frontend.yml", [frontend001], { snyk: { environment: security } });

  it("opens that environment for the one job, without a deployment", () => {
    expect(jobOf(file, "frontend-security-scan").environment).toEqual({
      name: "security",
      deployment: false,
    });
    expect(jobOf(file, "frontend-build").environment).toBeUndefined();
    expect(stepOf(file, "frontend-security-scan", "Snyk scan").env).toHaveProperty("SNYK_TOKEN");
  });
});
