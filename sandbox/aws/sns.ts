import { randomUUID } from "node:crypto";
import { hyphenated } from "../protocol/naming.ts";
import type { ResourceType } from "../protocol/resource-type.ts";
import { matching, members, oneOf, text } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, regionOf } from "./account.ts";
import { awsError } from "./errors.ts";
import { checkJson, parsePolicy } from "./policy-document.ts";

const topicToken = "aws:sns/topic:Topic";
const protocols = ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];
/** Protocols whose receiver must confirm before anything is sent. */
const confirmed = ["email", "email-json", "http", "https"];

export function snsTypes(cloud: Cloud<AwsDocument>): ResourceType[] {
  return [topic(cloud), topicPolicy(cloud), topicSubscription(cloud)];
}

/** Creating a topic that exists answers the one that exists, as AWS does it. */
function topic(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: topicToken,
    inputs: inputRules({
      optional:
        "applicationFailureFeedbackRoleArn applicationSuccessFeedbackRoleArn applicationSuccessFeedbackSampleRate " +
        "archivePolicy contentBasedDeduplication deliveryPolicy displayName fifoThroughputScope fifoTopic " +
        "firehoseFailureFeedbackRoleArn firehoseSuccessFeedbackRoleArn firehoseSuccessFeedbackSampleRate " +
        "httpFailureFeedbackRoleArn httpSuccessFeedbackRoleArn httpSuccessFeedbackSampleRate kmsMasterKeyId " +
        "lambdaFailureFeedbackRoleArn lambdaSuccessFeedbackRoleArn lambdaSuccessFeedbackSampleRate name namePrefix " +
        "policy region signatureVersion sqsFailureFeedbackRoleArn sqsSuccessFeedbackRoleArn " +
        "sqsSuccessFeedbackSampleRate tags tracingConfig",
      replaces: "fifoTopic name namePrefix region",
      defaults: { contentBasedDeduplication: false, fifoTopic: false },
    }),
    computed: [
      "arn",
      "beginningArchiveTime",
      "owner",
      "policy",
      "region",
      "signatureVersion",
      "tagsAll",
      "tracingConfig",
    ],
    autoName: hyphenated("name", { maxLength: 256, unless: ["namePrefix"] }),
    check: (inputs) => [
      ...matching(
        "name",
        inputs["name"],
        /^[\w-]{1,256}(\.fifo)?$/,
        "1 to 256 letters, digits, hyphens, underscores",
      ),
      ...checkJson("policy", inputs["policy"]),
    ],
    idOf: (inputs, document) =>
      `arn:aws:sns:${regionOf(inputs, document)}:${document.account.accountId}:${text(inputs, "name")}`,
    outputs: ({ id, inputs, document }) => ({
      arn: id,
      beginningArchiveTime: "",
      owner: document.account.accountId,
      policy: inputs["policy"] ?? ownerOnly(id, document.account.accountId),
      region: regionOf(inputs, document),
      signatureVersion: inputs["signatureVersion"] ?? 0,
      tagsAll: members(inputs, "tags"),
      tracingConfig: inputs["tracingConfig"] ?? "",
    }),
  });
}

function topicPolicy(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: "aws:sns/topicPolicy:TopicPolicy",
    inputs: inputRules({ required: "arn policy", optional: "region", replaces: "arn region" }),
    computed: ["owner", "region"],
    check: (inputs) => checkJson("policy", inputs["policy"]),
    idOf: (inputs) => text(inputs, "arn"),
    admit({ id, inputs, document }) {
      const doing = `creating SNS Topic Policy (${id})`;
      refuseMissingTopic(document, id, doing, "SetTopicAttributes");
      const statements = parsePolicy(inputs["policy"]);
      if (statements?.every((one) => one.hasPrincipal && one.hasResource)) return;
      throw awsError({
        doing,
        service: "SNS",
        operation: "SetTopicAttributes",
        status: 400,
        code: "InvalidParameter",
        message: "Invalid parameter: Policy Error: null",
      });
    },
    outputs: ({ inputs, document }) => ({
      owner: document.account.accountId,
      region: regionOf(inputs, document),
    }),
  });
}

function topicSubscription(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: "aws:sns/topicSubscription:TopicSubscription",
    inputs: inputRules({
      required: "endpoint protocol topic",
      optional:
        "confirmationTimeoutInMinutes deliveryPolicy endpointAutoConfirms filterPolicy filterPolicyScope " +
        "rawMessageDelivery redrivePolicy region replayPolicy subscriptionRoleArn",
      replaces: "endpoint protocol region topic",
      defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    }),
    computed: [
      "arn",
      "confirmationWasAuthenticated",
      "filterPolicyScope",
      "ownerId",
      "pendingConfirmation",
      "region",
    ],
    check: (inputs) => oneOf("protocol", inputs["protocol"], protocols),
    newId: (inputs) => `${text(inputs, "topic")}:${randomUUID()}`,
    same: (left, right) => ["topic", "protocol", "endpoint"].every((name) => left[name] === right[name]),
    // Subscribing the same endpoint twice answers the subscription that exists.
    joins: true,
    admit: ({ inputs, document }) =>
      refuseMissingTopic(document, text(inputs, "topic"), "creating SNS Topic Subscription", "Subscribe"),
    outputs: ({ id, inputs, document }) => ({
      arn: id,
      confirmationWasAuthenticated: false,
      filterPolicyScope: inputs["filterPolicyScope"] ?? "",
      ownerId: document.account.accountId,
      // A person, or the receiving service, has to answer first; nobody does so in the sandbox.
      pendingConfirmation: confirmed.includes(text(inputs, "protocol")),
      region: regionOf(inputs, document),
    }),
  });
}

function refuseMissingTopic(document: AwsDocument, arn: string, doing: string, operation: string): void {
  if (document.resources[topicToken]?.[arn]) return;
  throw awsError({
    doing,
    service: "SNS",
    operation,
    status: 404,
    code: "NotFound",
    message: "Topic does not exist",
  });
}

function ownerOnly(arn: string, accountId: string): string {
  return JSON.stringify({
    Id: "__default_policy_ID",
    Statement: [
      {
        Action: ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes", "SNS:SetTopicAttributes"],
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
        Effect: "Allow",
        Principal: { AWS: "*" },
        Resource: arn,
        Sid: "__default_statement_ID",
      },
    ],
    Version: "2008-10-17",
  });
}
