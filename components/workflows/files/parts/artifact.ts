import { type Expression, github, run, type Step, type Text, text, uses } from "../../model/index.ts";
import type { Artifact } from "../../toolchains/context.ts";
import type { Deploying } from "./deploy/host.ts";

/** A release's build as a deploying job has it. */
export interface Fetched {
  readonly steps: readonly Step[];
  readonly artifact: Deploying["artifact"];
}

/** Fetches what an earlier job of the run built, and proves who built it, of which commit. */
export function fetchBuild(artifact: Artifact, given: { sha: Text; signer: string }): Fetched {
  if (artifact.kind === "image") return fetchImage(artifact.service, artifact.reference, given);
  const { service, name, path } = artifact;
  const file = `build/${path}`;
  const folder = `build/${service}`;
  return {
    artifact: { folder, file },
    steps: [
      uses(`Fetch the build of ${service}`, {
        uses: "actions/download-artifact",
        with: { name, path: "build" },
      }),
      verify(service, file, given),
      // A zip is deployed as it was attested; other archives hold files for the host's own tool.
      ...(path.endsWith(".zip")
        ? []
        : [
            run(`Unpack the build of ${service}`, {
              run: [`mkdir -p ${folder}`, `tar --extract --gzip --file ${file} --directory ${folder}`],
            }),
          ]),
    ],
  };
}

/** Finds the image that another run pushed for the commit, and proves which workflow built it. */
export function findImage(
  service: string,
  given: { repository: string; sha: Text; signer: string },
): Fetched {
  const find = run(`Find the image of ${service}`, {
    id: `image-${service}`,
    outputs: ["reference"],
    env: { IMAGE: `ghcr.io/${given.repository}/${service}`.toLowerCase(), SHA: given.sha },
    run: [
      `digest="$(docker buildx imagetools inspect "$IMAGE:$SHA" --format '{{.Manifest.Digest}}')"`,
      '[[ "$digest" == sha256:* ]] || { printf "::error::%q has no image of %q\\n" "$IMAGE" "$SHA"; exit 1; }',
      'echo "reference=$IMAGE@$digest" >> "$GITHUB_OUTPUT"',
    ],
  });
  const { steps, artifact } = fetchImage(service, find.outputs.reference, given);
  const [login, ...others] = steps;
  return { artifact, steps: [...(login ? [login] : []), find, ...others] };
}

/** An image is fetched by whoever runs it; here its attestation is proven, by digest. */
export function fetchImage(
  service: string,
  reference: Expression,
  given: { sha: Text; signer: string },
): Fetched {
  return {
    artifact: { image: reference },
    steps: [
      uses(`Log in to the registry for ${service}`, {
        uses: "docker/login-action",
        permissions: { packages: "read" },
        with: { registry: "ghcr.io", username: github.actor, password: github.token },
      }),
      verify(service, text`oci://${reference}`, given),
    ],
  };
}

function verify(service: string, subject: Text, { sha, signer }: { sha: Text; signer: string }): Step {
  return run(`Verify the attestation of ${service}`, {
    id: `attestation-${service}`,
    env: {
      GH_TOKEN: github.token,
      SUBJECT: subject,
      SHA: sha,
      SIGNER: text`${github.repository}/.github/workflows/`,
      WORKFLOW: signer,
    },
    permissions: { attestations: "read", contents: "read" },
    run: [
      'gh attestation verify "$SUBJECT" --repo "$GITHUB_REPOSITORY" \\',
      '  --signer-workflow "$SIGNER$WORKFLOW" --source-digest "$SHA"',
    ],
  });
}
