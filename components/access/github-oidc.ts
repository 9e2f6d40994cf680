import { getOpenIdConnectProvider } from "@pulumi/aws/iam/getOpenIdConnectProvider.js";
import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import { awsAudience, issuer } from "./oidc.ts";

/** The AWS account's trust in GitHub's tokens. An account holds one provider per address, so it may be there already. */
export class GithubOidc extends Component {
  readonly arn: pulumi.Input<string>;

  constructor(name: string, arn: string | undefined, options?: pulumi.ComponentResourceOptions) {
    super("GithubOidc", name, {}, options);
    this.arn =
      arn ??
      new OpenIdConnectProvider(
        this.child("provider"),
        { url: `https://${issuer}`, clientIdLists: [awsAudience] },
        { parent: this },
      ).arn;
    this.registerOutputs({});
  }

  /** The ARN of a provider that is there already. */
  static async existing(): Promise<string> {
    const provider = await getOpenIdConnectProvider({ url: `https://${issuer}` });
    return provider.arn;
  }
}
