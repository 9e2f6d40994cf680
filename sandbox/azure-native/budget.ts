import { suffixed } from "../protocol/naming.ts";
import type { CheckFailure, Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, members, oneOf, text, within } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import { type Change, inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, azureError, exists, groupId } from "./arm.ts";

/** A sum that costs are compared with; it stops nothing. */
export function budget(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: "azure-native:consumption:Budget",
    inputs: inputRules({
      required: "amount category scope timeGrain timePeriod",
      optional: "budgetName eTag filter notifications",
      replaces: "budgetName scope",
    }),
    computed: ["azureApiVersion", "currentSpend", "forecastSpend", "name", "type"],
    autoName: suffixed("budgetName", 63),
    check: failures,
    idOf: (inputs) =>
      `${text(inputs, "scope")}/providers/Microsoft.Consumption/budgets/${text(inputs, "budgetName")}`,
    taken: ({ id }) => alreadyExists(id),
    admit(change) {
      refuseScope(change);
      refusePeriod(change);
      if (Object.keys(members(change.inputs, "notifications")).length > 5) {
        throw azureError(400, "400", "Budget can have up to five notifications.");
      }
    },
    outputs: ({ inputs }) => ({
      azureApiVersion: "2024-08-01",
      currentSpend: { amount: 0, unit: "USD" },
      forecastSpend: { amount: 0, unit: "USD" },
      name: text(inputs, "budgetName"),
      type: "Microsoft.Consumption/budgets",
    }),
  });
}

// learn.microsoft.com/rest/api/consumption/budgets/create-or-update
function failures(inputs: Properties): CheckFailure[] {
  const notifications = Object.entries(members(inputs, "notifications"));
  return [
    ...matching("budgetName", inputs["budgetName"], /^[\w-]{1,63}$/, "1 to 63 letters, digits, '-' and '_'"),
    ...oneOf("category", inputs["category"], ["Cost"]),
    ...oneOf("timeGrain", inputs["timeGrain"], [
      ..."Monthly Quarterly Annually BillingMonth BillingQuarter BillingAnnual".split(" "),
    ]),
    ...notifications.flatMap(([name, notification]) => {
      if (!isObject(notification)) return [];
      const path = `notifications.${name}`;
      return [
        ...within(`${path}.threshold`, notification["threshold"], 0.01, 1000),
        ...oneOf(`${path}.operator`, notification["operator"], [
          "EqualTo",
          "GreaterThan",
          "GreaterThanOrEqualTo",
        ]),
        ...oneOf(`${path}.thresholdType`, notification["thresholdType"], ["Actual", "Forecasted"]),
      ];
    }),
  ];
}

function refuseScope({ inputs, document }: Change<AzureDocument>): void {
  const scope = text(inputs, "scope");
  if (scope === `/subscriptions/${document.account.subscriptionId}` || exists(document, scope)) return;
  const group = scope.split("/")[4] ?? "";
  if (group === "" || scope.toLowerCase() !== groupId(document, group).toLowerCase()) {
    throw azureError(400, "400", `The scope '${scope}' is not valid for a budget.`);
  }
  throw azureError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
}

/** A budget counts whole months, and from a fixed one on (azure-quickstart-templates #7095). */
function refusePeriod({ inputs, old }: Change<AzureDocument>): void {
  const { startDate, endDate } = datesOf(inputs);
  if (!/^\d{4}-(0[1-9]|1[0-2])-01(T00:00:00(\.0+)?(Z|\+00:00))?$/.test(startDate)) {
    throw azureError(400, "400", "Start date must be the first day of a month.");
  }
  if (startDate < "2017-06-01") throw azureError(400, "400", "Start date must be on or after June 1, 2017.");
  if (endDate !== "" && endDate <= startDate) {
    throw azureError(400, "400", "End date must be later than the start date.");
  }
  if (old && datesOf(old.inputs).startDate !== startDate) {
    throw azureError(
      400,
      "400",
      "Start date of budgets cannot be updated. Please delete and create a new budget.",
    );
  }
}

function datesOf(inputs: Properties): { startDate: string; endDate: string } {
  const period = members(inputs, "timePeriod");
  return { startDate: text(period, "startDate"), endDate: text(period, "endDate") };
}
