import { randomUUID } from "node:crypto";
import type { CheckFailure, Properties, ResourceType } from "../protocol/resource-type.ts";
import { members, oneOf, oneOfNumbers, text, texts, within } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AwsDocument } from "./account.ts";
import { awsError } from "./errors.ts";

const kinds = [
  "HTTP",
  "HTTPS",
  "HTTP_STR_MATCH",
  "HTTPS_STR_MATCH",
  "TCP",
  "CALCULATED",
  "CLOUDWATCH_METRIC",
  "RECOVERY_CONTROL",
];
const probing = ["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"];

export function healthCheck(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: "aws:route53/healthCheck:HealthCheck",
    inputs: inputRules({
      required: "type",
      optional:
        "childHealthThreshold childHealthchecks cloudwatchAlarmName cloudwatchAlarmRegion disabled enableSni " +
        "failureThreshold fqdn insufficientDataHealthStatus invertHealthcheck ipAddress measureLatency port " +
        "referenceName regions requestInterval resourcePath routingControlArn searchString tags triggers",
      replaces: "measureLatency referenceName requestInterval routingControlArn type",
      defaults: { disabled: false, measureLatency: false },
    }),
    computed: ["arn", "enableSni", "tagsAll"],
    check: failures,
    newId: () => randomUUID(),
    admit({ inputs }) {
      if (!probing.includes(text(inputs, "type"))) return;
      if (text(inputs, "fqdn") || text(inputs, "ipAddress")) return;
      throw awsError({
        doing: "creating Route53 Health Check",
        service: "Route 53",
        operation: "CreateHealthCheck",
        status: 400,
        code: "InvalidInput",
        message: "Invalid parameter : Either IPAddress or FullyQualifiedDomainName must be specified.",
      });
    },
    outputs: ({ id, inputs }) => ({
      arn: `arn:aws:route53:::healthcheck/${id}`,
      enableSni: inputs["enableSni"] ?? text(inputs, "type").startsWith("HTTPS"),
      tagsAll: members(inputs, "tags"),
    }),
  });
}

// Limits: docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
function failures(inputs: Properties, unknown: ReadonlySet<string>): CheckFailure[] {
  const regions = texts(inputs, "regions").length;
  const type = text(inputs, "type");
  const probes = probing.includes(type);
  const found = [
    ...oneOf("type", inputs["type"], kinds),
    ...oneOfNumbers("requestInterval", inputs["requestInterval"], [10, 30]),
    ...within("failureThreshold", inputs["failureThreshold"], 1, 10),
    ...within("port", inputs["port"], 1, 65535),
  ];
  if (inputs["regions"] !== undefined && regions < 3) {
    found.push({ property: "regions", reason: `at least 3 regions must be given, got ${regions}` });
  }
  if (probes && inputs["requestInterval"] === undefined && !unknown.has("requestInterval")) {
    found.push({
      property: "requestInterval",
      reason: `"requestInterval" is required for a check of type ${type}`,
    });
  }
  if (type.endsWith("_STR_MATCH") && inputs["searchString"] === undefined && !unknown.has("searchString")) {
    found.push({
      property: "searchString",
      reason: `"searchString" is required for a check of type ${type}`,
    });
  }
  return found;
}
