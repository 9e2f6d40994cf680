import { CloudError, type CloudFunction } from "../protocol/resource-type.ts";
import { members, text } from "../protocol/rules.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, callerArn } from "./account.ts";
import { findZone } from "./hosted-zone.ts";
import { oidcArn, oidcToken } from "./iam.ts";

export function awsFunctions(cloud: Cloud<AwsDocument>): CloudFunction[] {
  return [
    {
      token: "aws:index/getCallerIdentity:getCallerIdentity",
      call() {
        const document = cloud.read();
        const { accountId } = document.account;
        return {
          accountId,
          arn: callerArn(document),
          id: accountId,
          userId: "AROASANDBOXDEPLOYER00:deployer",
        };
      },
    },
    {
      token: "aws:index/getPartition:getPartition",
      call: () => ({
        dnsSuffix: "amazonaws.com",
        id: "aws",
        partition: "aws",
        reverseDnsPrefix: "com.amazonaws",
      }),
    },
    {
      token: "aws:index/getRegion:getRegion",
      call(args) {
        const region = text(args, "region") || text(args, "name") || cloud.read().account.region;
        return {
          description: region,
          endpoint: `ec2.${region}.amazonaws.com`,
          id: region,
          name: region,
          region,
        };
      },
    },
    {
      token: "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider",
      call: (args) => openIdConnectProvider(cloud.read(), args),
    },
    { token: "aws:route53/getZone:getZone", call: (args) => findZone(cloud.read(), args) },
  ];
}

function openIdConnectProvider(document: AwsDocument, args: Parameters<CloudFunction["call"]>[0]) {
  const arn = text(args, "arn") || oidcArn(document, text(args, "url"));
  const found = document.resources[oidcToken]?.[arn];
  if (!found) {
    throw new CloudError(404, `finding IAM OIDC Provider by url (${text(args, "url") || arn}): not found`);
  }
  return {
    arn,
    clientIdLists: found.inputs["clientIdLists"] ?? [],
    id: arn,
    tags: members(found.inputs, "tags"),
    thumbprintLists: found.outputs["thumbprintLists"] ?? [],
    url: found.outputs["url"] ?? "",
  };
}
