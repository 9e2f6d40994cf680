import { uses } from "../../../model/index.ts";
import { runtime } from "../runtime.ts";
import { given, type Host } from "./host.ts";

/**
 * A container on a host with traffic weights: the image, by its digest, starts beside the running one and has no
 * traffic until weights give it some. The job signs in by OIDC.
 */
export const container: Host = {
  secrets: [],
  tools: [],
  signIn: (door) => [
    uses("Sign in to AWS", {
      uses: "aws-actions/configure-aws-credentials",
      with: {
        "aws-region": door.variable("AWS_REGION"),
        "role-to-assume": door.variable("DEPLOY_ROLE_ARN"),
        "role-session-name": "gatehouse-deploy",
      },
    }),
  ],
  access: (door) => given(door, "AWS_REGION", "BACKEND_URL"),
  deploy({ door, service, sha, artifact, name }) {
    const image = artifact !== undefined && "image" in artifact ? artifact.image : undefined;
    return {
      steps: [
        runtime(
          name,
          "deploy",
          {
            environment: door.stage.name,
            service: service.name,
            sha,
            ...(image === undefined ? {} : { artifact: image }),
          },
          {
            id: `deploy-${service.name}`,
            env: given(door, "AWS_REGION", "BACKEND_URL"),
            record: `deploy-${service.name}.json`,
          },
        ),
      ],
    };
  },
};
