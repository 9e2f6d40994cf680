import { getOpenIdConnectProvider } from "@pulumi/aws/iam/getOpenIdConnectProvider.js";
import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider.js";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import type { Tags } from "../tags.ts";
import { awsAudience, issuer } from "./oidc.ts";

const url = `https://${issuer}`;

export interface GithubOidcArgs {
  /** The provider that is there already; left out, one is made. */
  arn?: string | undefined;
  tags: Tags;
}

/** The AWS account's trust in GitHub's tokens. An account holds one provider per address, so it may be there already. */
export class GithubOidc extends Component {
  readonly arn: pulumi.Input<string>;

  constructor(name: string, args: GithubOidcArgs, options?: pulumi.ComponentResourceOptions) {
    super("GithubOidc", name, {}, options);
    this.arn =
      args.arn ??
      new OpenIdConnectProvider(
        this.child("provider"),
        { url, clientIdLists: [awsAudience], tags: args.tags },
        { parent: this },
      ).arn;
    this.registerOutputs({});
  }

  /**
   * The ARN of a provider that is there already.
   *
   * @throws RunError when the account has none, or one that does not take tokens for AWS.
   */
  static async existing(): Promise<string> {
    const provider = await getOpenIdConnectProvider({ url }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!/not found|couldn't find|NoSuchEntity/i.test(reason)) throw error;
      throw new pulumi.RunError(
        `Settings: aws.oidcProvider is "existing", and this AWS account has no OIDC provider for ${url}. ` +
          'Set it to "create" in the one stack of this account that shall own it, or sign in to the account that has it.',
      );
    });
    if (provider.clientIdLists.includes(awsAudience)) return provider.arn;
    throw new pulumi.RunError(
      `The OIDC provider ${provider.arn} has the audiences ${provider.clientIdLists.join(", ") || "(none)"} and not ` +
        `${awsAudience}: no job could take a role. Add the audience to it in IAM.`,
    );
  }
}
