import { openGithub } from "../platforms/github/client.ts";
import { filesResource } from "./delivery/files.ts";
import { serve } from "./protocol/serve.ts";

/**
 * Resource types of GitHub that its published provider lacks. Token and address come from where that one has them,
 * GITHUB_TOKEN and GITHUB_BASE_URL: configuration would be kept in the state.
 */
serve(
  {
    name: "gatehouse-github",
    version: "0.1.0",
    refuseConfiguration: (given) => {
      const names = Object.keys(given).filter((name) => name !== "version");
      if (names.length === 0) return undefined;
      return (
        `The provider gatehouse-github takes no configuration, given: ${names.join(", ")}. ` +
        "Set GITHUB_TOKEN and, for another host than github.com, GITHUB_BASE_URL in the environment."
      );
    },
    resources: [
      filesResource(() =>
        openGithub({
          token: process.env["GITHUB_TOKEN"] ?? "",
          baseUrl: process.env["GITHUB_BASE_URL"],
        }),
      ),
    ],
  },
  process.argv[2],
).then((port) => {
  // The engine reads the port from the first line.
  console.log(String(port));
});
