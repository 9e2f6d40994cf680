import { Budget } from "@pulumi/aws/budgets/budget.js";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import type { Tags } from "../tags.ts";

export interface CostArgs {
  application: string;
  /** US dollars a month, the currency in which AWS Budgets counts. */
  monthlyAmount: number;
  /** The first day of the month from which it counts, as YYYY-MM-01. */
  from: string;
  /** Percent of the amount at which people are told that it was spent, each once. */
  actualPercents: readonly number[];
  /** Percent of the amount at which people are told that the month will end there, each once. */
  forecastPercents: readonly number[];
  /** Addresses that are told, at most ten. */
  emails: readonly string[];
  /** Of the budget; `application` is also what it counts by. */
  tags: Tags;
}

/** The tag by which costs are told apart; every resource that can carry tags has it. */
const costTag = "application";

/**
 * What a month of the application's AWS resources may cost. AWS counts by a tag only after somebody activated it as a
 * cost allocation tag, once, in the billing account; until then the budget stays at nothing.
 */
export class Cost extends Component {
  constructor(name: string, args: CostArgs, options?: pulumi.ComponentResourceOptions) {
    refuseTooMuch(args);
    super("Cost", name, { monthlyAmount: args.monthlyAmount }, options);
    const notify = (notificationType: string) => (threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: [...args.emails],
    });
    new Budget(
      this.child("budget"),
      {
        name: `${args.application}-monthly`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        // Given, since AWS would fill in the month of the first `up`.
        timePeriodStart: `${args.from}_00:00`,
        limitAmount: String(args.monthlyAmount),
        limitUnit: "USD",
        costFilters: [{ name: "TagKeyValue", values: [`user:${costTag}$${args.application}`] }],
        notifications: [
          ...args.actualPercents.map(notify("ACTUAL")),
          ...args.forecastPercents.map(notify("FORECASTED")),
        ],
        tags: args.tags,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** Limits: docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html */
function refuseTooMuch({ application, actualPercents, forecastPercents, emails, tags }: CostArgs): void {
  const notices = actualPercents.length + forecastPercents.length;
  const twice = [actualPercents, forecastPercents].some((each) => new Set(each).size !== each.length);
  if (notices < 1 || notices > 10 || twice) {
    throw new pulumi.RunError(
      `The budget of ${application} has the thresholds ${show(actualPercents)} and ${show(forecastPercents)}. ` +
        "Allowed: 1 to 10 in all, each once among those spent and once among those forecast.",
    );
  }
  if (emails.length < 1 || emails.length > 10) {
    throw new pulumi.RunError(
      `The budget of ${application} tells ${emails.length} addresses. Allowed: 1 to 10; use a list for more.`,
    );
  }
  if (tags[costTag] !== application) {
    throw new pulumi.RunError(
      `The budget of ${application} counts what carries the tag ${costTag} = ${application}, and its own tag is ` +
        `${JSON.stringify(tags[costTag])}: what is declared beside it would not be counted. Give every resource that tag.`,
    );
  }
}

function show(percents: readonly number[]): string {
  return percents.length > 0 ? `${percents.join(" %, ")} %` : "(none)";
}
