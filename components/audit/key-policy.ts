import { RunError } from "@pulumi/pulumi";
import { canonicalJson } from "../json.ts";

/** What a role may do with a key: `add` encrypts new objects, `read` decrypts those that are there. */
export interface KeyUser {
  roleArn: string;
  may: readonly ("add" | "read")[];
}

export interface KeyPolicyRules {
  /** The account's number. */
  account: string;
  region: string;
  users: readonly KeyUser[];
  /** Whether the account's administrators may delete the key: what it encrypted is then lost, lock or no lock. */
  deletable: boolean;
}

const actions = { add: "kms:GenerateDataKey", read: "kms:Decrypt" } as const;

/** Everything that keeps a key in order, and nothing that reads with it, turns it off or deletes it. */
const administration = [
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListKeyPolicies",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];
const deletion = ["kms:CancelKeyDeletion", "kms:DisableKey", "kms:ScheduleKeyDeletion"];

/**
 * A key's own policy. The account administers the key; only the named roles use it, and only through S3, since each
 * needs this policy and its own. Roles are named by condition and not as principals: KMS turns a principal into an id,
 * and a role that was made anew would be shut out. `Resource: "*"` in a key policy means that key.
 */
export function keyPolicy({ account, region, users, deletable }: KeyPolicyRules): string {
  const root = { AWS: `arn:aws:iam::${account}:root` };
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AccountAdministers",
        Effect: "Allow",
        Principal: root,
        Action: deletable ? [...administration, ...deletion] : administration,
        Resource: "*",
      },
      ...(["add", "read"] as const).flatMap((use) => {
        const roles = users.filter(({ may }) => may.includes(use)).map(({ roleArn }) => roleArn);
        if (roles.length === 0) return [];
        return [
          {
            Sid: use === "add" ? "RolesAdd" : "RolesRead",
            Effect: "Allow",
            Principal: root,
            Action: actions[use],
            Resource: "*",
            Condition: {
              ArnEquals: { "aws:PrincipalArn": roles },
              StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
            },
          },
        ];
      }),
    ],
  });
}

/**
 * The number of the account that an ARN lies in.
 *
 * @throws RunError when it is not the ARN of a resource of one account.
 */
export function accountOf(arn: string): string {
  const account = arn.split(":")[4];
  if (account && /^\d{12}$/.test(account)) return account;
  throw new RunError(`${JSON.stringify(arn)} is not an ARN with an account's twelve digits in it.`);
}
