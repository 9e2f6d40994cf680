import { describe, expect, it } from "vitest";
import { Cost, type CostArgs } from "../../components/cost/index.ts";
import { declareInSandbox } from "./in-sandbox.ts";
import { only, record } from "./recording.ts";

const tags = { application: "app", "cost-centre": "A-1" };
const args: CostArgs = {
  application: "app",
  monthlyAmount: 250,
  from: "2026-12-01",
  actualPercents: [80, 100],
  forecastPercents: [100],
  emails: ["finance@app.example"],
  tags,
};

function declared(change: Partial<CostArgs>) {
  return record(async () => new Cost("cost", { ...args, ...change }));
}

describe("cost", () => {
  it("is counted by the application's tag, and people hear of what was spent and what will be", async () => {
    const notice = (notificationType: string, threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: ["finance@app.example"],
    });
    expect(only(await declared({}), "aws:budgets/budget:Budget").inputs).toEqual({
      name: "app-monthly",
      budgetType: "COST",
      timeUnit: "MONTHLY",
      timePeriodStart: "2026-12-01_00:00",
      limitAmount: "250",
      limitUnit: "USD",
      costFilters: [{ name: "TagKeyValue", values: ["user:application$app"] }],
      notifications: [notice("ACTUAL", 80), notice("ACTUAL", 100), notice("FORECASTED", 100)],
      tags,
    });
  });

  it.each<[string, Partial<CostArgs>, RegExp]>([
    [
      "no threshold",
      { actualPercents: [], forecastPercents: [] },
      /\(none\) and \(none\)\. Allowed: 1 to 10/,
    ],
    [
      "eleven thresholds",
      { actualPercents: [1, 2, 3, 4, 5, 6], forecastPercents: [1, 2, 3, 4, 5] },
      /1 to 10/,
    ],
    ["a threshold twice", { actualPercents: [80, 80] }, /80 %, 80 % and 100 %.*each once/],
    ["nobody who hears", { emails: [] }, /tells 0 addresses/],
    [
      "eleven who hear",
      { emails: Array.from({ length: 11 }, (_, n) => `${n}@app.example`) },
      /tells 11 addresses/,
    ],
    ["another application's tag", { tags: { application: "other" } }, /its own tag is "other"/],
  ])("is refused with %s", async (_, change, words) => {
    await expect(declared(change)).rejects.toThrow(words);
  });

  it("goes up in the sandbox, and down again", async () => {
    const { aws, takeDown } = await declareInSandbox(() => new Cost("cost", args));
    expect(aws.read("aws:budgets/budget:Budget", "111122223333:app-monthly")).toBeDefined();
    takeDown();
    expect(aws.read("aws:budgets/budget:Budget", "111122223333:app-monthly")).toBeUndefined();
  });
});
