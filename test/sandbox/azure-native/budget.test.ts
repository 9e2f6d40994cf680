import { describe, expect, it } from "vitest";
import type { Properties } from "../../../sandbox/protocol/resource-type.ts";
import { account, subscription } from "./group.ts";

const budget = "azure-native:consumption:Budget";
const scope = `${subscription}/resourceGroups/acme`;
const monthly: Properties = {
  budgetName: "acme",
  scope,
  category: "Cost",
  amount: 100,
  timeGrain: "Monthly",
  timePeriod: { startDate: "2026-01-01T00:00:00Z" },
};

describe("a budget", () => {
  it("is of a subscription or of a group that exists", () => {
    const azure = account();
    expect(azure.create(budget, monthly).id).toBe(`${scope}/providers/Microsoft.Consumption/budgets/acme`);
    expect(azure.create(budget, { ...monthly, scope: subscription }).id).toContain("/budgets/acme");
    expect(() => azure.create(budget, { ...monthly, scope: `${subscription}/resourceGroups/ghost` })).toThrow(
      /Code="ResourceGroupNotFound"/,
    );
    expect(() => azure.create(budget, { ...monthly, scope: "/elsewhere" })).toThrow(/not valid for a budget/);
  });

  it.each([
    ["2026-01-02T00:00:00Z", /first day of a month/],
    ["2026-13-01T00:00:00Z", /first day of a month/],
    ["2017-05-01T00:00:00Z", /on or after June 1, 2017/],
  ])("does not begin on %s", (startDate, words) => {
    expect(() => account().create(budget, { ...monthly, timePeriod: { startDate } })).toThrow(words);
  });

  it("ends after it began, and begins when it began", () => {
    const azure = account();
    const startDate = "2026-01-01T00:00:00Z";
    expect(() =>
      azure.create(budget, { ...monthly, timePeriod: { startDate, endDate: "2025-12-31T00:00:00Z" } }),
    ).toThrow(/later than the start date/);
    const made = azure.create(budget, monthly);
    expect(azure.update(budget, made, { ...monthly, amount: 200 })["amount"]).toBe(200);
    const timePeriod = { startDate: "2026-02-01T00:00:00Z" };
    expect(() => azure.update(budget, made, { ...monthly, timePeriod })).toThrow(
      "Start date of budgets cannot be updated. Please delete and create a new budget.",
    );
  });

  it("tells at most five times, of a share that there can be", () => {
    const notification = {
      enabled: true,
      operator: "GreaterThan",
      threshold: 80,
      contactEmails: ["a@acme.example"],
    };
    const notifications = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f"].map((name) => [name, notification]),
    );
    expect(() => account().create(budget, { ...monthly, notifications })).toThrow(/up to five notifications/);
    const above = { ...monthly, notifications: { a: { ...notification, threshold: 1001 } } };
    expect(account().objections(budget, above)[0]).toMatch(/notifications\.a\.threshold/);
  });
});
