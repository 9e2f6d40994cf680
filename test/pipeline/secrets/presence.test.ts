import { describe, expect, it } from "vitest";
import { ask } from "../cli/ask.ts";
import { contract } from "../world.ts";

const check = (required: readonly string[], environment: Record<string, string>, own = contract) =>
  ask(
    [
      "secrets",
      "check",
      "--environment",
      "production",
      ...required.flatMap((name) => ["--required", name]),
      "--record",
      "{record}",
    ],
    { contract: own, environment },
  );

const value = "postgres://app:aVeryLongPassword1@db.example.com/app";

describe("S004-SECM-04: every required secret is there", () => {
  it("compares names, and says nothing of values", async () => {
    const said = await check(["DATABASE_URL", "STRIPE_API_KEY"], {
      DATABASE_URL: value,
      STRIPE_API_KEY: "sk_x_1234567890123",
    });
    expect([said.code, said.err]).toEqual([0, ""]);
    for (const text of [said.out, said.summary, said.record ?? ""]) {
      expect(text).not.toContain("aVeryLongPassword1");
      expect(text).not.toContain("sk_x");
    }
  });

  it("names each missing one; an empty value is a missing one", async () => {
    const said = await check(["DATABASE_URL", "STRIPE_API_KEY", "JWT_SECRET_KEY"], {
      DATABASE_URL: value,
      STRIPE_API_KEY: "",
    });
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/^NO: production lacks STRIPE_API_KEY, JWT_SECRET_KEY\./);
    expect(said.summary).toContain("production lacks STRIPE&#95;API&#95;KEY");
  });

  it("asks for those that the contract names for notifications", async () => {
    const own = { ...contract, notifications: { emails: [], slackWebhookSecret: "SLACK_WEBHOOK_URL" } };
    const said = await check([], {}, own);
    expect(said.code).toBe(1);
    expect(said.out).toContain("production lacks SLACK_WEBHOOK_URL.");
  });

  it("could not tell where nothing was named, and knows no other environment", async () => {
    expect((await check([], {})).code).toBe(3);
    const said = await ask(["secrets", "check", "--environment", "moon", "--required", "A"], { contract });
    expect(said.code).toBe(2);
  });
});
