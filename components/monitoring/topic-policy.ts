import { canonicalJson } from "../json.ts";

/**
 * Who may publish to a topic of alarms: CloudWatch, for alarms of the topic's own account and region, over TLS. The
 * topic has no key of its own: its messages hold no secret and leave as plain e-mail, and an alarm that depends on a
 * key falls silent with it.
 */
export function topicPolicy(topicArn: string): string {
  const [, partition = "", , region = "", account = ""] = topicArn.split(":");
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: {
          ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
          StringEquals: { "aws:SourceAccount": account },
        },
      },
      {
        Sid: "DenyInsecureTransport",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
