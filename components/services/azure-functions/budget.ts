import { Budget } from "@pulumi/azure-native/consumption/budget.js";
import type { Place } from "./place.ts";

/** A sum for the resource group that people are told about. It stops nothing. */
export interface BudgetOptions {
  /** In the currency of the subscription's bill. */
  monthlyAmount: number;
  /** The first day of the month it begins with, as YYYY-MM-01. Azure takes no month before the one it is made in. */
  startDate: string;
  emails: readonly string[];
  /** At which per cent of the amount people hear of what was spent, for example [50, 80, 100]; at most four. */
  thresholdsPercent: readonly number[];
}

/** Azure takes five notifications, of which one is for the forecast. */
const mostThresholds = 4;

/** Why a budget cannot be declared; empty where it can. */
export function budgetProblems(budget: BudgetOptions | undefined): string[] {
  if (!budget) return [];
  const { monthlyAmount, startDate, emails, thresholdsPercent: given } = budget;
  const fit =
    given.every((percent) => percent > 0 && percent <= 1000) && new Set(given).size === given.length;
  return [
    ...(monthlyAmount > 0 ? [] : [`budget.monthlyAmount: more than 0; given: ${monthlyAmount}.`]),
    ...(/^\d{4}-(0[1-9]|1[0-2])-01$/.test(startDate)
      ? []
      : [`budget.startDate: the first day of a month, as YYYY-MM-01; given: ${startDate}.`]),
    ...(emails.length > 0 ? [] : ["budget.emails: at least one address, or nobody hears of it."]),
    ...(fit && given.length > 0 && given.length <= mostThresholds
      ? []
      : [
          `budget.thresholdsPercent: one to ${mostThresholds} different figures above 0 and up to 1000; given: ` +
            `${given.join(", ") || "none"}.`,
        ]),
  ];
}

/** Compares what the resource group costs with the sum, as spent and as foreseen for the month's end. */
export function createBudget(place: Place, budget: BudgetOptions): void {
  const to = { enabled: true, contactEmails: [...budget.emails] };
  const spent = budget.thresholdsPercent.map((threshold) => [
    `spent-${threshold}`,
    { ...to, operator: "GreaterThanOrEqualTo", threshold, thresholdType: "Actual" },
  ]);
  new Budget(
    place.child("budget"),
    {
      budgetName: `${place.service}-budget`,
      scope: place.group.id,
      category: "Cost",
      amount: budget.monthlyAmount,
      timeGrain: "Monthly",
      timePeriod: { startDate: `${budget.startDate}T00:00:00Z` },
      notifications: {
        ...Object.fromEntries(spent),
        foreseen: { ...to, operator: "GreaterThan", threshold: 100, thresholdType: "Forecasted" },
      },
    },
    // Azure refuses another start for a budget that is there: it must go first.
    { parent: place.parent, replaceOnChanges: ["timePeriod.startDate"], deleteBeforeReplace: true },
  );
}
