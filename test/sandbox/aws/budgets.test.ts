import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const budget = "aws:budgets/budget:Budget";
const account = () => deploymentOf(openers.aws(temporaryFolder()));
const monthly = {
  name: "app-monthly",
  budgetType: "COST",
  timeUnit: "MONTHLY",
  limitAmount: "100",
  limitUnit: "USD",
};
const notice = {
  comparisonOperator: "GREATER_THAN",
  notificationType: "ACTUAL",
  threshold: 80,
  thresholdType: "PERCENTAGE",
  subscriberEmailAddresses: ["finance@acme.example"],
};

describe("a budget", () => {
  it("has the account in its id and one name in it", () => {
    const aws = account();
    const { id, state } = aws.create(budget, monthly);
    expect(id).toBe("111122223333:app-monthly");
    expect(state).toMatchObject({
      accountId: "111122223333",
      arn: "arn:aws:budgets::111122223333:budget/app-monthly",
      timePeriodEnd: "2087-06-15_00:00",
    });
    expect(state["timePeriodStart"]).toMatch(/^\d{4}-\d{2}-01_00:00$/);
    expect(() => aws.create(budget, monthly)).toThrow(
      /DuplicateRecordException: .*the budget already exists/,
    );
    expect(aws.find(budget, monthly)).toBe(id);
  });

  it("keeps the month from which it counts", () => {
    const aws = account();
    const made = aws.create(budget, { ...monthly, timePeriodStart: "2026-01-01_00:00" });
    expect(made.state["timePeriodStart"]).toBe("2026-01-01_00:00");
    const { timePeriodStart: _, ...silent } = { ...monthly, timePeriodStart: "", limitAmount: "200" };
    expect(aws.update(budget, made, silent)).toMatchObject({
      timePeriodStart: "2026-01-01_00:00",
      limitAmount: "200",
    });
  });

  it.each([
    [{ timeUnit: "WEEKLY" }, /timeUnit to be one of .*got WEEKLY/],
    [{ budgetType: "MONEY" }, /budgetType to be one of/],
    [{ timePeriodStart: "2026-01-01" }, /2006-01-02_15:04/],
    [{ limitAmount: null }, /one of limitAmount, plannedLimits, autoAdjustData must be given, got 0/],
    [{ notifications: [{ ...notice, notificationType: "GUESSED" }] }, /notifications\[0\]\.notificationType/],
    [{ notifications: [{ ...notice, thresholdType: "SHARE" }] }, /thresholdType to be one of/],
    [{ notifications: [{ ...notice, comparisonOperator: "ABOVE" }] }, /comparisonOperator to be one of/],
  ])("is refused with %j", (change, words) => {
    expect(account().objections(budget, { ...monthly, ...change })[0]).toMatch(words);
  });

  it.each([
    [
      "more than ten notices",
      Array.from({ length: 11 }, (_, n) => ({ ...notice, threshold: n })),
      /limit of 10/,
    ],
    ["one notice twice", [notice, notice], /notification already exists/],
    ["a notice that nobody hears", [{ ...notice, subscriberEmailAddresses: [] }], /at least one subscriber/],
    [
      "eleven addresses",
      [{ ...notice, subscriberEmailAddresses: Array.from({ length: 11 }, (_, n) => `${n}@acme.example`) }],
      /limit of subscribers/,
    ],
  ])("is refused with %s", (_, notifications, words) => {
    expect(() => account().create(budget, { ...monthly, notifications })).toThrow(words);
  });
});
