import { run } from "../../../model/index.ts";
import { given, type Host } from "./host.ts";
import { hostTools } from "./tools.ts";

const cli = `npx --yes vercel@${hostTools.vercel}`;

/**
 * Vercel: a production build is staged without its domain, verified at its own address, and promoted as it is. The
 * token is one of a project, held by the environment: Vercel takes no OIDC.
 */
export const vercel: Host = {
  secrets: ["VERCEL_TOKEN"],
  tools: [],
  signIn: () => [],
  access: (door, secret) => ({
    ...given(door, "VERCEL_ORG_ID", "VERCEL_PROJECT_ID", "VERCEL_TARGET", "FRONTEND_URL"),
    VERCEL_TOKEN: secret("VERCEL_TOKEN"),
  }),
  deploy({ door, service, hostedAs, sha, secret, name }) {
    const step = run(name, {
      id: `deploy-${service.name}`,
      outputs: ["url"],
      env: {
        ...given(door, "VERCEL_ORG_ID"),
        VERCEL_PROJECT_ID: hostedAs ?? door.variable("VERCEL_PROJECT_ID"),
        VERCEL_TOKEN: secret("VERCEL_TOKEN"),
        RELEASE: sha,
      },
      run: [
        `${cli} pull --yes --environment=production --token="$VERCEL_TOKEN"`,
        `${cli} build --prod --token="$VERCEL_TOKEN"`,
        `url="$(${cli} deploy --prebuilt --prod --skip-domain --meta gatehouseRelease="$RELEASE" --token="$VERCEL_TOKEN")"`,
        'echo "url=$url" >> "$GITHUB_OUTPUT"',
        'echo "Staged at $url, without traffic." >> "$GITHUB_STEP_SUMMARY"',
      ],
    });
    return { steps: [step], candidate: step.outputs.url };
  },
};

/** Gives a verified deployment the domain: the same build, nothing is built again. */
export function promoteByCommand(env: Parameters<typeof run>[1]["env"]) {
  return run("Promote to production", {
    id: "promote",
    env,
    run: `${cli} promote "$DEPLOYMENT" --yes --timeout=5m --token="$VERCEL_TOKEN"`,
  });
}
