import { run, uses } from "../../../model/index.ts";
import { given, type Host } from "./host.ts";
import { hostTools } from "./tools.ts";

/** Supabase: edge functions of the checkout; migrations are the runtime's, by the session pooler. */
export const supabase: Host = {
  secrets: ["SUPABASE_ACCESS_TOKEN"],
  tools: [
    uses("Set up the Supabase CLI", {
      uses: "supabase/setup-cli",
      with: { version: hostTools.supabase },
    }),
  ],
  signIn: () => [],
  access: (door, secret) => ({
    ...given(door, "SUPABASE_PROJECT_REF", "BACKEND_URL", "FRONTEND_URL"),
    SUPABASE_ACCESS_TOKEN: secret("SUPABASE_ACCESS_TOKEN"),
  }),
  deploy: ({ door, service, hostedAs, secret, name }) => ({
    steps: [
      run(name, {
        id: `deploy-${service.name}`,
        env: {
          SUPABASE_ACCESS_TOKEN: secret("SUPABASE_ACCESS_TOKEN"),
          PROJECT: hostedAs ?? door.variable("SUPABASE_PROJECT_REF"),
        },
        ...(service.checked.toolchain.folder === "."
          ? {}
          : { workingDirectory: service.checked.toolchain.folder }),
        run: 'supabase functions deploy --project-ref "$PROJECT" --use-api',
      }),
    ],
  }),
};
