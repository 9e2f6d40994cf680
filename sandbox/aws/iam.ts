import { createHash, randomBytes } from "node:crypto";
import { hyphenated } from "../protocol/naming.ts";
import type { CloudError, Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, members, text, texts, within } from "../protocol/rules.ts";
import { inputRules, type Stored, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AwsDocument } from "./account.ts";
import { awsError } from "./errors.ts";
import { checkJson, parsePolicy } from "./policy-document.ts";

export const oidcToken = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const roleToken = "aws:iam/role:Role";

export function iamTypes(cloud: Cloud<AwsDocument>): ResourceType[] {
  return [openIdConnectProvider(cloud), role(cloud), rolePolicy(cloud)];
}

/** The ARN of the provider for an issuer: an account has at most one for each URL. */
export function oidcArn({ account }: Pick<AwsDocument, "account">, url: string): string {
  return `arn:aws:iam::${account.accountId}:oidc-provider/${withoutScheme(url)}`;
}

/** A provider that people made before anything was declared. */
export function oidcOfBefore(url: string, clientIdLists: string[], arn: string): Stored {
  const inputs = { url, clientIdLists };
  return { inputs, outputs: { arn, tagsAll: {}, ...oidcOutputs(inputs) } };
}

function oidcOutputs(inputs: Properties): Properties {
  const url = withoutScheme(text(inputs, "url"));
  // AWS works the thumbprint out itself where it trusts the issuer's authority.
  const thumbprint = createHash("sha1").update(url).digest("hex");
  return { thumbprintLists: inputs["thumbprintLists"] ?? [thumbprint], url };
}

function withoutScheme(url: string): string {
  return url.replace(/^https:\/\//, "").replace(/\/$/, "");
}

function openIdConnectProvider(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: oidcToken,
    inputs: inputRules({ required: "clientIdLists url", optional: "tags thumbprintLists", replaces: "url" }),
    computed: ["arn", "tagsAll", "thumbprintLists"],
    check: (inputs) => [
      ...matching("url", inputs["url"], /^https:\/\/[^?#]+$/, "must be an https URL without a query"),
      ...(texts(inputs, "thumbprintLists").some((print) => !/^[0-9a-fA-F]{40}$/.test(print))
        ? [{ property: "thumbprintLists", reason: "each thumbprint must have 40 hexadecimal digits" }]
        : []),
    ],
    idOf: (inputs, document) => oidcArn(document, text(inputs, "url")),
    taken: ({ inputs }) =>
      refusal(
        "creating IAM OIDC Provider",
        "CreateOpenIDConnectProvider",
        409,
        "EntityAlreadyExists",
        `Provider with url ${text(inputs, "url")} already exists.`,
      ),
    outputs: ({ id, inputs }) => ({
      arn: id,
      tagsAll: members(inputs, "tags"),
      ...oidcOutputs(inputs),
    }),
  });
}

function role(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: roleToken,
    inputs: inputRules({
      required: "assumeRolePolicy",
      optional:
        "description forceDetachPolicies inlinePolicies managedPolicyArns maxSessionDuration name namePrefix path " +
        "permissionsBoundary tags",
      replaces: "name namePrefix path",
      defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
    }),
    computed: ["arn", "createDate", "managedPolicyArns", "tagsAll", "uniqueId"],
    autoName: hyphenated("name", { maxLength: 64, unless: ["namePrefix"] }),
    check: (inputs) => [
      ...matching("name", inputs["name"], /^[\w+=,.@-]{1,64}$/, "1 to 64 of: letters, digits, _+=,.@-"),
      ...within("maxSessionDuration", inputs["maxSessionDuration"], 3600, 43200),
      ...checkJson("assumeRolePolicy", inputs["assumeRolePolicy"]),
    ],
    idOf: (inputs) => text(inputs, "name") || `${text(inputs, "namePrefix")}20260101000000000000000001`,
    taken: ({ id }) =>
      refusal(
        `creating IAM Role (${id})`,
        "CreateRole",
        409,
        "EntityAlreadyExists",
        `Role with name ${id} already exists.`,
      ),
    admit({ id, inputs, old, document }) {
      const [doing, operation] = old
        ? [`updating IAM Role (${id}) assume role policy`, "UpdateAssumeRolePolicy"]
        : [`creating IAM Role (${id})`, "CreateRole"];
      const trouble = trustTrouble(inputs["assumeRolePolicy"], document);
      if (trouble) throw refusal(doing, operation, 400, "MalformedPolicyDocument", trouble);
      // docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: white space does not count.
      if (sizeOf(text(inputs, "assumeRolePolicy")) <= 2048) return;
      throw refusal(doing, operation, 409, "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048");
    },
    outputs: ({ id, inputs, document, old }) => ({
      arn: `arn:aws:iam::${document.account.accountId}:role${text(inputs, "path")}${id}`,
      createDate: old?.outputs["createDate"] ?? new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      managedPolicyArns: inputs["managedPolicyArns"] ?? [],
      name: id,
      tagsAll: members(inputs, "tags"),
      uniqueId:
        old?.outputs["uniqueId"] ?? `AROA${randomBytes(9).toString("hex").slice(0, 17).toUpperCase()}`,
    }),
    release({ id, document, inputs }) {
      const policies = Object.keys(document.resources[rolePolicyToken] ?? {});
      if (inputs["forceDetachPolicies"] === true || !policies.some((policy) => policy.startsWith(`${id}:`)))
        return;
      throw refusal(
        `deleting IAM Role (${id})`,
        "DeleteRole",
        409,
        "DeleteConflict",
        "Cannot delete entity, must delete policies first.",
      );
    },
  });
}

/** What IAM says of a trust policy that it does not take. */
function trustTrouble(policy: unknown, document: AwsDocument): string | undefined {
  const statements = typeof policy === "string" ? parsePolicy(policy) : undefined;
  if (!statements) return "This policy contains invalid Json or is not a policy document";
  if (!statements.every((one) => one.hasPrincipal)) return "Missing required field Principal";
  if (statements.some((one) => one.hasResource)) return "Has prohibited field Resource";
  const stranger = statements
    .flatMap((one) => one.principals)
    .find((arn) => isMissingPrincipal(document, arn));
  if (stranger) return `Invalid principal in policy: "AWS":"${stranger}"`;
  const foreign = statements.flatMap((one) => one.actions).find((action) => !action.startsWith("sts:"));
  return foreign && `AssumeRole policy may only specify STS AssumeRole actions, not ${foreign}.`;
}

/** AWS looks the roles and users up that a policy names as principals; those of other accounts cannot be known here. */
export function isMissingPrincipal(document: AwsDocument, arn: string): boolean {
  if (!new RegExp(`^arn:aws:iam::${document.account.accountId}:(role|user)/`).test(arn)) return false;
  const declared = Object.values(document.resources[roleToken] ?? {}).map(({ outputs }) => outputs["arn"]);
  return !document.account.principals.includes(arn) && !declared.includes(arn);
}

const rolePolicyToken = "aws:iam/rolePolicy:RolePolicy";

function rolePolicy(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: rolePolicyToken,
    inputs: inputRules({
      required: "policy role",
      optional: "name namePrefix",
      replaces: "name namePrefix role",
    }),
    computed: [],
    autoName: hyphenated("name", { maxLength: 128, unless: ["namePrefix"] }),
    check: (inputs) => checkJson("policy", inputs["policy"]),
    idOf: (inputs) => `${text(inputs, "role")}:${text(inputs, "name")}`,
    admit({ id, inputs, document }) {
      const doing = `putting IAM Role (${text(inputs, "role")}) Policy (${text(inputs, "name")})`;
      const refuse = (status: number, code: string, message: string) =>
        refusal(doing, "PutRolePolicy", status, code, message);
      const owner = text(inputs, "role");
      if (!document.resources[roleToken]?.[owner]) {
        throw refuse(404, "NoSuchEntity", `The role with name ${owner} cannot be found.`);
      }
      const statements = parsePolicy(inputs["policy"]);
      if (!statements) throw refuse(400, "MalformedPolicyDocument", "Syntax errors in policy.");
      if (statements.some((one) => one.hasPrincipal)) {
        throw refuse(400, "MalformedPolicyDocument", "Policy document should not specify a principal.");
      }
      if (!statements.every((one) => one.hasResource)) {
        throw refuse(400, "MalformedPolicyDocument", "Policy statement must contain resources.");
      }
      if (inlineSize(document, owner, id) + sizeOf(text(inputs, "policy")) > 10_240) {
        throw refuse(409, "LimitExceeded", `Maximum policy size of 10240 bytes exceeded for role ${owner}`);
      }
    },
    outputs: ({ inputs }) => ({ name: text(inputs, "name") }),
  });
}

/** All inline policies of a role share one limit; white space does not count. */
function inlineSize(document: AwsDocument, owner: string, except: string): number {
  return Object.entries(document.resources[rolePolicyToken] ?? {})
    .filter(([id]) => id.startsWith(`${owner}:`) && id !== except)
    .reduce((sum, [, stored]) => sum + sizeOf(text(stored.inputs, "policy")), 0);
}

function sizeOf(policy: string): number {
  return Buffer.byteLength(policy.replace(/\s/g, ""));
}

function refusal(
  doing: string,
  operation: string,
  status: number,
  code: string,
  message: string,
): CloudError {
  return awsError({ doing, service: "IAM", operation, status, code, message });
}
