import { randomUUID } from "node:crypto";
import { hyphenated } from "../protocol/naming.ts";
import type { Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, members, text, within } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, callerArn, regionOf } from "./account.ts";
import { awsError } from "./errors.ts";
import { isMissingPrincipal } from "./iam.ts";
import { checkJson, parsePolicy, type Statement } from "./policy-document.ts";

const keyToken = "aws:kms/key:Key";

export function kmsTypes(cloud: Cloud<AwsDocument>): ResourceType[] {
  return [
    storedType(cloud, {
      token: keyToken,
      inputs: inputRules({
        optional:
          "bypassPolicyLockoutSafetyCheck customKeyStoreId customerMasterKeySpec deletionWindowInDays description " +
          "enableKeyRotation isEnabled keyUsage multiRegion policy region rotationPeriodInDays tags xksKeyId",
        replaces: "customKeyStoreId customerMasterKeySpec keyUsage multiRegion region xksKeyId",
        defaults: {
          customerMasterKeySpec: "SYMMETRIC_DEFAULT",
          isEnabled: true,
          keyUsage: "ENCRYPT_DECRYPT",
        },
      }),
      computed: ["arn", "keyId", "multiRegion", "policy", "region", "rotationPeriodInDays", "tagsAll"],
      check: (inputs) => [
        ...within("deletionWindowInDays", inputs["deletionWindowInDays"], 7, 30),
        ...within("rotationPeriodInDays", inputs["rotationPeriodInDays"], 90, 2560),
        ...checkJson("policy", inputs["policy"]),
      ],
      newId: () => randomUUID(),
      admit({ inputs, old, document }) {
        const trouble = policyTrouble(inputs, document);
        if (!trouble) return;
        throw awsError({
          doing: old ? "updating KMS Key policy" : "creating KMS Key",
          service: "KMS",
          operation: old ? "PutKeyPolicy" : "CreateKey",
          status: 400,
          code: "MalformedPolicyDocumentException",
          message: trouble,
        });
      },
      outputs({ id, inputs, document }) {
        const region = regionOf(inputs, document);
        const { accountId } = document.account;
        return {
          arn: `arn:aws:kms:${region}:${accountId}:key/${id}`,
          keyId: id,
          multiRegion: inputs["multiRegion"] ?? false,
          policy: inputs["policy"] ?? defaultPolicy(accountId),
          region,
          rotationPeriodInDays: inputs["rotationPeriodInDays"] ?? 365,
          tagsAll: members(inputs, "tags"),
        };
      },
    }),
    storedType(cloud, {
      token: "aws:kms/alias:Alias",
      inputs: inputRules({
        required: "targetKeyId",
        optional: "name namePrefix region",
        replaces: "name namePrefix region",
      }),
      computed: ["arn", "region", "targetKeyArn"],
      autoName: hyphenated("name", { maxLength: 255, prefix: "alias/", unless: ["namePrefix"] }),
      check: (inputs) =>
        matching(
          "name",
          inputs["name"],
          /^alias\/(?!aws\/)[\w/-]+$/,
          "must begin with 'alias/', and not 'alias/aws/'",
        ),
      idOf: (inputs) => text(inputs, "name"),
      taken: ({ id, inputs, document }) =>
        awsError({
          doing: `creating KMS Alias (${id})`,
          service: "KMS",
          operation: "CreateAlias",
          status: 400,
          code: "AlreadyExistsException",
          message: `An alias with the name arn:aws:kms:${regionOf(inputs, document)}:${document.account.accountId}:${id} already exists`,
        }),
      admit({ id, inputs, document }) {
        if (keyArn(document, text(inputs, "targetKeyId"))) return;
        throw awsError({
          doing: `creating KMS Alias (${id})`,
          service: "KMS",
          operation: "CreateAlias",
          status: 400,
          code: "NotFoundException",
          message: `Key '${text(inputs, "targetKeyId")}' does not exist`,
        });
      },
      outputs({ id, inputs, document }) {
        const region = regionOf(inputs, document);
        return {
          arn: `arn:aws:kms:${region}:${document.account.accountId}:${id}`,
          region,
          targetKeyArn: keyArn(document, text(inputs, "targetKeyId")) ?? "",
        };
      },
    }),
  ];
}

/** The ARN of a key that exists, given by its id or its ARN. */
function keyArn(document: AwsDocument, key: string): string | undefined {
  const id = key.split(":key/").at(-1) ?? key;
  const arn = document.resources[keyToken]?.[id]?.outputs["arn"];
  return typeof arn === "string" ? arn : undefined;
}

/** What KMS says of a key policy that it does not take. */
function policyTrouble(inputs: Properties, document: AwsDocument): string | undefined {
  if (inputs["policy"] === undefined) return undefined;
  const statements = parsePolicy(inputs["policy"]);
  if (!statements?.every((one) => one.hasPrincipal && one.hasResource)) {
    return "The request was rejected because the specified policy is not syntactically or semantically correct.";
  }
  if (statements.flatMap((one) => one.principals).some((arn) => isMissingPrincipal(document, arn))) {
    return "Policy contains a statement with one or more invalid principals.";
  }
  if (inputs["bypassPolicyLockoutSafetyCheck"] === true) return undefined;
  return statements.some((one) => letsPolicyChange(one, document))
    ? undefined
    : "The new key policy will not allow you to update the key policy in the future.";
}

/** Whether whoever asks may still change the policy afterwards, by this statement. */
function letsPolicyChange(
  { effect, actions, principals, conditions }: Statement,
  document: AwsDocument,
): boolean {
  const askers = ["*", `arn:aws:iam::${document.account.accountId}:root`, callerArn(document)];
  return (
    effect === "Allow" &&
    principals.some((arn) => askers.includes(arn)) &&
    actions.some((action) => ["kms:*", "kms:Put*", "kms:PutKeyPolicy"].includes(action)) &&
    Object.keys(conditions).length === 0
  );
}

function defaultPolicy(accountId: string): string {
  return JSON.stringify({
    Id: "key-default-1",
    Statement: [
      {
        Action: "kms:*",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Resource: "*",
        Sid: "Enable IAM User Permissions",
      },
    ],
    Version: "2012-10-17",
  });
}
