import { run } from "../../../model/index.ts";
import { given, type Host } from "./host.ts";
import { hostTools } from "./tools.ts";

const cli = `npx --yes @railway/cli@${hostTools.railway}`;

/**
 * Railway: one live deployment per service, so a release has traffic as soon as it is up. Where there is an image, the
 * command line is given a Dockerfile that is that image alone, by its digest: what was scanned is what runs.
 */
export const railway: Host = {
  secrets: ["RAILWAY_TOKEN"],
  tools: [],
  signIn: () => [],
  access: (door, secret) => ({
    ...given(door, "BACKEND_URL", "RAILWAY_PROJECT_ID", "RAILWAY_ENVIRONMENT"),
    RAILWAY_TOKEN: secret("RAILWAY_TOKEN"),
  }),
  deploy({ door, service, hostedAs, artifact, secret, name }) {
    const image = artifact !== undefined && "image" in artifact ? artifact.image : undefined;
    const token = {
      RAILWAY_TOKEN: secret("RAILWAY_TOKEN"),
      SERVICE: hostedAs ?? door.variable("RAILWAY_SERVICE"),
    };
    const up = `${cli} up --ci --service "$SERVICE"`;
    return {
      steps: [
        image === undefined
          ? run(name, {
              id: `deploy-${service.name}`,
              env: token,
              workingDirectory: service.checked.toolchain.folder,
              run: up,
            })
          : run(name, {
              id: `deploy-${service.name}`,
              env: { ...token, IMAGE: image },
              run: [
                'folder="$RUNNER_TEMP/railway"',
                'mkdir -p "$folder"',
                'echo "FROM $IMAGE" > "$folder/Dockerfile"',
                'cd "$folder"',
                up,
              ],
            }),
      ],
    };
  },
};
