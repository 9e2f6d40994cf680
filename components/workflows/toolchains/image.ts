import { images } from "../actions/images.ts";
import { Template } from "../model/expression.ts";
import { github, type RunStep, run, type Step, uses } from "../model/index.ts";
import type { Context } from "./context.ts";
import { within } from "./script.ts";
import type { Service } from "./toolchain.ts";

/** `docker image inspect`'s template for the digest that the registry gave. */
const pushedAs = "{{index .RepoDigests 0}}";

const scanner = "ghcr.io/aquasecurity/trivy:0.69.3";

/** Builds the image, scans it, and only then pushes it: what the registry has was scanned (S004-SEC-06). */
export function image(
  service: Service,
  context: Context,
): { steps: Step[]; pushed: RunStep<"reference" | "digest"> | undefined } {
  const { name, toolchain } = service;
  const repository = `ghcr.io/${context.repository}/${name}`.toLowerCase();
  const tag = new Template([`${repository}:`, context.ref ?? github.sha]);
  const steps: Step[] = [
    uses("Set up Buildx", { uses: "docker/setup-buildx-action", with: { "cache-binary": false } }),
    uses("Build the image", {
      uses: "docker/build-push-action",
      with: {
        context: toolchain.folder,
        file: within(toolchain.folder, toolchain.dockerfile),
        tags: tag,
        load: true,
        push: false,
        "no-cache": true,
      },
    }),
    run("Scan the image", {
      env: { IMAGE: tag, SCANNER: `${scanner}@${images[scanner]}` },
      run: [
        'docker run --rm --volume /var/run/docker.sock:/var/run/docker.sock "$SCANNER" \\',
        '  image --exit-code 1 --severity HIGH,CRITICAL --ignore-unfixed --scanners vuln,secret "$IMAGE"',
      ],
    }),
  ];
  const bill = `dist/${name}-image.spdx.json`;
  const listed: Step[] = [
    run("Make room for the SBOM", { run: "mkdir -p dist" }),
    uses("List what the image is made of", {
      uses: "anchore/sbom-action",
      with: { image: tag, format: "spdx-json", "output-file": bill, "upload-artifact": false },
    }),
    uses("Keep the image's SBOM", {
      uses: "actions/upload-artifact",
      with: { name: `${name}-image-sbom`, path: bill, "if-no-files-found": "error" },
    }),
  ];
  if (!context.publish) return { steps: [...steps, ...listed], pushed: undefined };
  const pushed = run("Push the image", {
    id: `push-${name}`,
    env: { IMAGE: tag },
    outputs: ["reference", "digest"],
    permissions: { packages: "write" },
    run: [
      'docker push "$IMAGE"',
      `reference="$(docker image inspect --format '${pushedAs}' "$IMAGE")"`,
      'digest="$(cut --delimiter=@ --fields=2 <<< "$reference")"',
      'printf "reference=%s\\ndigest=%s\\n" "$reference" "$digest" >> "$GITHUB_OUTPUT"',
    ],
  });
  const subject = { "subject-name": repository, "subject-digest": pushed.outputs.digest } as const;
  return {
    pushed,
    steps: [
      ...steps,
      ...listed,
      uses("Log in to the registry", {
        uses: "docker/login-action",
        with: { registry: "ghcr.io", username: github.actor, password: github.token },
      }),
      pushed,
      uses("Attest where the image was built", {
        uses: "actions/attest-build-provenance",
        with: { ...subject, "push-to-registry": true },
      }),
      uses("Attest what the image is made of", {
        uses: "actions/attest",
        with: { ...subject, "sbom-path": bill, "push-to-registry": true },
      }),
    ],
  };
}
