import type { Properties, ResourceType, Value } from "../protocol/resource-type.ts";
import { matching, members, text } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, regionOf } from "./account.ts";
import { awsError } from "./errors.ts";

/** Putting a dashboard writes over one of the same name, as AWS does it. */
export function dashboard(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: "aws:cloudwatch/dashboard:Dashboard",
    inputs: inputRules({
      required: "dashboardBody dashboardName",
      optional: "region",
      replaces: "dashboardName region",
    }),
    computed: ["dashboardArn", "region"],
    check: (inputs) => [
      ...matching(
        "dashboardName",
        inputs["dashboardName"],
        /^[\w-]{1,255}$/,
        "1 to 255 letters, digits, hyphens, underscores",
      ),
      ...(inputs["dashboardBody"] === undefined || asObject(text(inputs, "dashboardBody"))
        ? []
        : [{ property: "dashboardBody", reason: '"dashboardBody" contains an invalid JSON' }]),
    ],
    idOf: (inputs) => text(inputs, "dashboardName"),
    admit({ id, inputs }) {
      const found = troubles(asObject(text(inputs, "dashboardBody")) ?? {});
      if (found.length === 0) return;
      throw awsError({
        doing: `putting CloudWatch Dashboard (${id})`,
        service: "CloudWatch",
        operation: "PutDashboard",
        status: 400,
        code: "InvalidParameterInput",
        message:
          `The dashboard body is invalid, there are ${found.length} validation errors: ` +
          JSON.stringify(found.map(([dataPath, message]) => ({ dataPath, message }))),
      });
    },
    outputs: ({ id, inputs, document }) => ({
      // A dashboard is seen from every region; its ARN names none.
      dashboardArn: `arn:aws:cloudwatch::${document.account.accountId}:dashboard/${id}`,
      region: regionOf(inputs, document),
    }),
  });
}

type Trouble = [dataPath: string, message: string];

/** What each kind of widget must hold (AWS, "Dashboard body structure and syntax"). */
const needed: Record<string, string[]> = {
  metric: ["region"],
  text: ["markdown"],
  alarm: ["alarms"],
  log: ["query", "region"],
  explorer: ["metrics"],
  custom: ["endpoint"],
};

function troubles(body: Properties): Trouble[] {
  const { widgets } = body;
  if (!Array.isArray(widgets)) return [["/widgets", "Should be array"]];
  // AWS, "CloudWatch quotas": widgets of one dashboard.
  if (widgets.length > 500) return [["/widgets", "Should NOT have more than 500 items"]];
  return widgets.flatMap((widget, index) => widgetTroubles(widget, `/widgets/${index}`));
}

function widgetTroubles(widget: Value, path: string): Trouble[] {
  if (!isObject(widget)) return [[path, "Should be object"]];
  const type = text(widget, "type");
  const names = needed[type];
  if (!names) return [[`${path}/type`, "Should be equal to one of the allowed values"]];
  const properties = members(widget, "properties");
  const missing = names
    .filter((name) => properties[name] === undefined)
    .map((name): Trouble => [`${path}/properties`, `Should have required property '${name}'`]);
  const { metrics } = properties;
  if (type !== "metric" || metrics === undefined) return missing;
  if (!Array.isArray(metrics)) return [...missing, [`${path}/properties/metrics`, "Should be array"]];
  const loose = metrics.flatMap((metric, index): Trouble[] =>
    Array.isArray(metric) ? [] : [[`${path}/properties/metrics/${index}`, "Should be array"]],
  );
  return [...missing, ...loose];
}

function asObject(body: string): Properties | undefined {
  try {
    const value: Value = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: the provider refuses it before it asks AWS.
    return undefined;
  }
}
