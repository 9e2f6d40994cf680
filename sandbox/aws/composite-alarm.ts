import type { CloudError, Properties, ResourceType } from "../protocol/resource-type.ts";
import { list, members, text } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, regionOf } from "./account.ts";
import { awsError } from "./errors.ts";

export const metricAlarmToken = "aws:cloudwatch/metricAlarm:MetricAlarm";
const compositeToken = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** An alarm over other alarms. Putting one writes over one of the same name, as AWS does it. */
export function compositeAlarm(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: compositeToken,
    inputs: inputRules({
      required: "alarmName alarmRule",
      optional:
        "actionsEnabled actionsSuppressor alarmActions alarmDescription insufficientDataActions okActions region tags",
      replaces: "actionsEnabled alarmName region",
      defaults: { actionsEnabled: true },
    }),
    computed: ["arn", "region", "tagsAll"],
    check: (inputs) => [
      ...tooLong("alarmName", text(inputs, "alarmName"), 255),
      ...tooLong("alarmRule", text(inputs, "alarmRule"), 10_240),
      ...["alarmActions", "okActions", "insufficientDataActions"]
        .filter((name) => list(inputs, name).length > 5)
        .map((property) => ({ property, reason: `${property} takes at most 5 entries` })),
    ],
    idOf: (inputs) => text(inputs, "alarmName"),
    admit: ({ id, inputs, document }) => refuseRule(id, inputs, document),
    outputs({ id, inputs, document }) {
      const region = regionOf(inputs, document);
      return {
        arn: `arn:aws:cloudwatch:${region}:${document.account.accountId}:alarm:${id}`,
        region,
        tagsAll: members(inputs, "tags"),
      };
    },
    release: ({ id, inputs, document }) => refuseWhileWatched(document, id, regionOf(inputs, document)),
  });
}

/** An alarm that a composite alarm names is not deleted before that one lets go of it. */
export function refuseWhileWatched(document: AwsDocument, name: string, region: string): void {
  const watchers = Object.entries(document.resources[compositeToken] ?? {}).filter(
    ([id, { inputs }]) =>
      id !== name &&
      regionOf(inputs, document) === region &&
      childrenOf(text(inputs, "alarmRule"))?.includes(name),
  );
  if (watchers.length === 0) return;
  throw awsError({
    doing: `deleting CloudWatch Alarm (${name})`,
    service: "CloudWatch",
    operation: "DeleteAlarms",
    status: 400,
    code: "ValidationError",
    message: `Cannot delete ${name} as there are composite alarm(s) depending on it.`,
  });
}

function refuseRule(name: string, inputs: Properties, document: AwsDocument): void {
  const children = childrenOf(text(inputs, "alarmRule"));
  if (!children) throw refusal(name, "AlarmRule is not a valid expression");
  // docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
  if (new Set(children).size > 100) throw refusal(name, "AlarmRule must not reference more than 100 alarms");
  const region = regionOf(inputs, document);
  const missing = children.filter((child) => !exists(document, child, region));
  if (missing.length === 0) return;
  throw refusal(
    name,
    `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
  );
}

function exists(document: AwsDocument, name: string, region: string): boolean {
  return [metricAlarmToken, compositeToken].some((token) => {
    const alarm = document.resources[token]?.[name];
    return alarm !== undefined && regionOf(alarm.inputs, document) === region;
  });
}

/** The names of the alarms in a rule, given by name or ARN. Undefined where it is not a rule. */
function childrenOf(rule: string): string[] | undefined {
  const children: string[] = [];
  const state = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"([^"]+)"|([^\s")]+))\s*\)/g;
  const rest = rule.replace(state, (_, quoted?: string, bare?: string) => {
    children.push((quoted ?? bare ?? "").replace(/^arn:[^:]*:cloudwatch:[^:]*:\d+:alarm:/, ""));
    return "TRUE";
  });
  const operand = String.raw`(?:NOT\s+)?\(*\s*(?:NOT\s+)?(?:TRUE|FALSE)\s*\)*`;
  const form = new RegExp(String.raw`^\s*${operand}(?:\s*(?:AND|OR)\s+${operand})*\s*$`);
  const opened = rest.split("(").length === rest.split(")").length;
  return opened && form.test(rest) ? children : undefined;
}

function tooLong(property: string, value: string, most: number) {
  return value.length <= most
    ? []
    : [
        {
          property,
          reason: `expected length of ${property} to be in the range (1 - ${most}), got ${value.length}`,
        },
      ];
}

function refusal(name: string, message: string): CloudError {
  return awsError({
    doing: `creating CloudWatch Composite Alarm (${name})`,
    service: "CloudWatch",
    operation: "PutCompositeAlarm",
    status: 400,
    code: "ValidationError",
    message,
  });
}
