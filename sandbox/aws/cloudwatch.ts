import { hyphenated } from "../protocol/naming.ts";
import type { CheckFailure, Properties, ResourceType } from "../protocol/resource-type.ts";
import { list, members, oneOf, oneOfNumbers, text, within } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, regionOf } from "./account.ts";
import { compositeAlarm, metricAlarmToken, refuseWhileWatched } from "./composite-alarm.ts";
import { dashboard } from "./dashboard.ts";
import { awsError } from "./errors.ts";

const comparisons = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanLowerOrGreaterThanUpperThreshold",
  "LessThanLowerThreshold",
  "GreaterThanUpperThreshold",
];
const missingData = ["breaching", "notBreaching", "ignore", "missing"];
const statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
// docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const retentionDays = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function cloudwatchTypes(cloud: Cloud<AwsDocument>): ResourceType[] {
  return [metricAlarm(cloud), compositeAlarm(cloud), dashboard(cloud), logGroup(cloud)];
}

/** Putting an alarm writes over one of the same name, as AWS does it. */
function metricAlarm(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: metricAlarmToken,
    inputs: inputRules({
      optional:
        "actionsEnabled alarmActions alarmDescription comparisonOperator datapointsToAlarm dimensions " +
        "evaluateLowSampleCountPercentiles evaluationCriteria evaluationInterval evaluationPeriods " +
        "extendedStatistic insufficientDataActions metricName metricQueries name namespace okActions period region " +
        "statistic tags threshold thresholdMetricId treatMissingData unit warmUpConfiguration",
      replaces: "name region",
      defaults: { actionsEnabled: true, treatMissingData: "missing" },
    }),
    computed: ["arn", "evaluateLowSampleCountPercentiles", "region", "tagsAll"],
    autoName: hyphenated("name", { maxLength: 255 }),
    check: alarmFailures,
    idOf: (inputs) => text(inputs, "name"),
    outputs({ id, inputs, document }) {
      const region = regionOf(inputs, document);
      return {
        arn: `arn:aws:cloudwatch:${region}:${document.account.accountId}:alarm:${id}`,
        evaluateLowSampleCountPercentiles: inputs["evaluateLowSampleCountPercentiles"] ?? "",
        region,
        tagsAll: members(inputs, "tags"),
      };
    },
    release: ({ id, inputs, document }) => refuseWhileWatched(document, id, regionOf(inputs, document)),
  });
}

function alarmFailures(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[] {
  const found = [
    ...oneOf("comparisonOperator", inputs["comparisonOperator"], comparisons),
    ...oneOf("treatMissingData", inputs["treatMissingData"], missingData),
    ...oneOf("statistic", inputs["statistic"], statistics),
    ...within("evaluationPeriods", inputs["evaluationPeriods"], 1, 86_400),
    ...within("datapointsToAlarm", inputs["datapointsToAlarm"], 1, 86_400),
  ];
  const { period, evaluationPeriods, datapointsToAlarm } = inputs;
  if (typeof period === "number" && ![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    found.push({
      property: "period",
      reason: `period must be 10, 20, 30 or a multiple of 60, got ${period}`,
    });
  }
  // docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html: at most seven days from an hour up.
  if (typeof period === "number" && typeof evaluationPeriods === "number") {
    const longest = period >= 3600 ? 7 * 86_400 : 86_400;
    if (period * evaluationPeriods > longest) {
      found.push({
        property: "evaluationPeriods",
        reason: `period times evaluationPeriods must be at most ${longest} s`,
      });
    }
  }
  if (
    typeof datapointsToAlarm === "number" &&
    typeof evaluationPeriods === "number" &&
    datapointsToAlarm > evaluationPeriods
  ) {
    found.push({
      property: "datapointsToAlarm",
      reason: "datapointsToAlarm must be at most evaluationPeriods",
    });
  }
  const sources = ["metricName", "metricQueries", "evaluationCriteria"];
  const given = sources.filter((name) => inputs[name] !== undefined || unknown.has(name));
  if (given.length !== 1) {
    found.push({
      property: "metricName",
      reason: `one of ${sources.join(", ")} must be given, got ${given.length}`,
    });
  }
  for (const name of ["alarmActions", "okActions", "insufficientDataActions"]) {
    if (list(inputs, name).length > 5)
      found.push({ property: name, reason: `${name} takes at most 5 entries` });
  }
  return found;
}

function logGroup(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: "aws:cloudwatch/logGroup:LogGroup",
    inputs: inputRules({
      optional:
        "deletionProtectionEnabled kmsKeyId logGroupClass name namePrefix region retentionInDays skipDestroy tags",
      replaces: "logGroupClass name namePrefix region",
      defaults: { retentionInDays: 0, skipDestroy: false },
    }),
    computed: ["arn", "deletionProtectionEnabled", "logGroupClass", "region", "tagsAll"],
    autoName: hyphenated("name", { maxLength: 512, unless: ["namePrefix"] }),
    check: (inputs) => oneOfNumbers("retentionInDays", inputs["retentionInDays"], retentionDays),
    idOf: (inputs) => text(inputs, "name"),
    taken: ({ id }) =>
      awsError({
        doing: `creating CloudWatch Logs Log Group (${id})`,
        service: "CloudWatch Logs",
        operation: "CreateLogGroup",
        status: 400,
        code: "ResourceAlreadyExistsException",
        message: "The specified log group already exists",
      }),
    outputs({ id, inputs, document }) {
      const region = regionOf(inputs, document);
      return {
        arn: `arn:aws:logs:${region}:${document.account.accountId}:log-group:${id}`,
        deletionProtectionEnabled: inputs["deletionProtectionEnabled"] ?? false,
        logGroupClass: inputs["logGroupClass"] ?? "STANDARD",
        region,
        tagsAll: members(inputs, "tags"),
      };
    },
  });
}
