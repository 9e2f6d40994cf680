/** GitHub's OIDC issuer, and the audiences that the clouds ask for (GitHub Docs, "OpenID Connect reference"). */
export const issuer = "token.actions.githubusercontent.com";
export const awsAudience = "sts.amazonaws.com";
export const azureAudience = "api://AzureADTokenExchange";

/** The subject of a token of a job that runs in one environment of one repository. */
export function subjectOf(repository: string, environment: string): string {
  return `repo:${repository}:environment:${environment}`;
}

/** An IAM trust policy for jobs in these environments and for nothing else: exact subjects, no wildcard. */
export function trustOfEnvironments(
  providerArn: string,
  repository: string,
  environments: readonly string[],
): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: providerArn },
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: awsAudience,
            [`${issuer}:sub`]: environments.map((name) => subjectOf(repository, name)),
          },
        },
      },
    ],
  };
}
