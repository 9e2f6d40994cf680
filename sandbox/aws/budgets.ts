import { hyphenated } from "../protocol/naming.ts";
import type { CheckFailure, CloudError, Properties, ResourceType } from "../protocol/resource-type.ts";
import { list, matching, members, oneOf, text, texts } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AwsDocument } from "./account.ts";
import { awsError } from "./errors.ts";

const kinds = [
  "USAGE",
  "COST",
  "RI_UTILIZATION",
  "RI_COVERAGE",
  "SAVINGS_PLANS_UTILIZATION",
  "SAVINGS_PLANS_COVERAGE",
];
const units = ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"];

export function budget(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: "aws:budgets/budget:Budget",
    inputs: inputRules({
      required: "budgetType timeUnit",
      optional:
        "accountId autoAdjustData billingViewArn costFilters costTypes filterExpression limitAmount limitUnit metrics " +
        "name namePrefix notifications plannedLimits tags timePeriodEnd timePeriodStart",
      replaces: "accountId name namePrefix",
      defaults: { timePeriodEnd: "2087-06-15_00:00" },
    }),
    computed: [
      ..."accountId arn costFilters costTypes limitAmount limitUnit namePrefix tagsAll timePeriodStart".split(
        " ",
      ),
    ],
    autoName: hyphenated("name", { maxLength: 100, unless: ["namePrefix"] }),
    check: failures,
    idOf: (inputs, document) => `${ownerOf(inputs, document)}:${text(inputs, "name")}`,
    taken: ({ id, inputs }) =>
      refusal(
        id,
        "DuplicateRecordException",
        `Error creating budget: ${text(inputs, "name")} - the budget already exists.`,
      ),
    admit({ id, inputs }) {
      const trouble = notificationTrouble(list(inputs, "notifications").filter(isObject));
      if (trouble) throw refusal(id, ...trouble);
    },
    outputs: ({ inputs, id, document, old }) => ({
      accountId: ownerOf(inputs, document),
      arn: `arn:aws:budgets::${ownerOf(inputs, document)}:budget/${text(inputs, "name")}`,
      costFilters: inputs["costFilters"] ?? [],
      costTypes: inputs["costTypes"] ?? {},
      limitAmount: inputs["limitAmount"] ?? "",
      limitUnit: inputs["limitUnit"] ?? "",
      name: id.slice(id.indexOf(":") + 1),
      namePrefix: inputs["namePrefix"] ?? "",
      tagsAll: members(inputs, "tags"),
      // AWS begins with the current period where nothing is said.
      timePeriodStart: inputs["timePeriodStart"] ?? old?.outputs["timePeriodStart"] ?? thisMonth(),
    }),
  });
}

function ownerOf(inputs: Properties, document: AwsDocument): string {
  return text(inputs, "accountId") || document.account.accountId;
}

function thisMonth(): string {
  return `${new Date().toISOString().slice(0, 7)}-01_00:00`;
}

function failures(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[] {
  const form = /^\d{4}-\d{2}-\d{2}_\d{2}:\d{2}$/;
  const found = [
    ...oneOf("budgetType", inputs["budgetType"], kinds),
    ...oneOf("timeUnit", inputs["timeUnit"], units),
    ...matching("timePeriodStart", inputs["timePeriodStart"], form, "2006-01-02_15:04"),
    ...matching("timePeriodEnd", inputs["timePeriodEnd"], form, "2006-01-02_15:04"),
    ...list(inputs, "notifications").filter(isObject).flatMap(notificationFailures),
  ];
  const limits = ["limitAmount", "plannedLimits", "autoAdjustData"];
  const given = limits.filter((name) => inputs[name] !== undefined || unknown.has(name));
  if (given.length !== 1) {
    found.push({
      property: "limitAmount",
      reason: `one of ${limits.join(", ")} must be given, got ${given.length}`,
    });
  }
  return found;
}

function notificationFailures(notification: Properties, index: number): CheckFailure[] {
  const at = `notifications[${index}]`;
  return [
    ...oneOf(`${at}.comparisonOperator`, notification["comparisonOperator"], [
      "GREATER_THAN",
      "LESS_THAN",
      "EQUAL_TO",
    ]),
    ...oneOf(`${at}.notificationType`, notification["notificationType"], ["ACTUAL", "FORECASTED"]),
    ...oneOf(`${at}.thresholdType`, notification["thresholdType"], ["PERCENTAGE", "ABSOLUTE_VALUE"]),
  ];
}

// Limits: docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
function notificationTrouble(notifications: readonly Properties[]): [string, string] | undefined {
  if (notifications.length > 10) {
    return [
      "CreationLimitExceededException",
      "You have exceeded the limit of 10 notifications for a budget.",
    ];
  }
  const heard = ["subscriberEmailAddresses", "subscriberSnsTopicArns"];
  for (const notification of notifications) {
    const [emails = 0, topics = 0] = heard.map((name) => texts(notification, name).length);
    if (emails + topics === 0)
      return ["InvalidParameterException", "Notification must have at least one subscriber."];
    if (emails > 10 || topics > 1) {
      return [
        "CreationLimitExceededException",
        "You have exceeded the limit of subscribers for a notification.",
      ];
    }
  }
  const what = ["comparisonOperator", "notificationType", "threshold", "thresholdType"];
  const seen = notifications.map((one) => what.map((name) => String(one[name])).join(" "));
  return new Set(seen).size === seen.length
    ? undefined
    : ["DuplicateRecordException", "Error creating notification: the notification already exists."];
}

function refusal(id: string, code: string, message: string): CloudError {
  return awsError({
    doing: `creating Budget (${id})`,
    service: "Budgets",
    operation: "CreateBudget",
    status: 400,
    code,
    message,
  });
}
